import { Link } from "@tanstack/react-router";
import { ChevronDown, Download, Trash2 } from "lucide-react";

import { Picture } from "@/components/Picture";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Checkbox } from "@/components/ui/toggles";
import { bytes, number } from "@/lib/format";

import { CheckpointStrip } from "../checkpoints/CheckpointStrip";
import type { Version } from "../queries";
import { downloadLora } from "./download";

interface Props {
  character: string;
  version: Version;
  chosen: boolean;
  /** Whether there is another to compare it with. */
  comparable: boolean;
  busy: boolean;
  /** Its steps are shown. */
  open: boolean;
  onOpen: (open: boolean) => void;
  onLineage: () => void;
  onChoose: (chosen: boolean) => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onUse: () => void;
  onDelete: () => void;
}

function facts({ steps, final_loss, size, base_model, model }: Version): string {
  return [
    steps !== null && `${number(steps)} steps`,
    final_loss !== null && `loss ${final_loss.toPrecision(2)}`,
    base_model,
    size !== null && bytes(size),
    model && `a model of its own: ${model}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

export function VersionRow({ character, version, chosen, comparable, busy, open, unless, ...acts }: Props) {
  const { onOpen, onLineage, onChoose, onUse, onDelete } = acts;
  const { number: n, in_use, samples, job_id, created_at, model } = version;
  return (
    <li
      data-item={n}
      tabIndex={-1}
      aria-label={`Version ${n}${in_use ? ", in use" : ""}`}
      className="grid gap-3 rounded-card bg-bg-2 p-4 ring-focus sm:grid-cols-[minmax(14rem,1fr)_auto] sm:items-center"
    >
      <div className="grid gap-1">
        <p className="flex items-center gap-2">
          <span className="text-lg font-medium">Version {n}</span>
          {in_use && <Badge tone="lamp">in use</Badge>}
          {model && <Badge>all weights</Badge>}
        </p>
        <p className="text-sm text-text-2 tabular-nums">{facts(version)}</p>
        <p className="text-sm text-text-3">
          <TimeAgo at={created_at} />
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {!in_use && (
            <Button size="small" keys="U" busy={busy} unless={unless} onClick={onUse}>
              Use
            </Button>
          )}
          {comparable && (
            <Checkbox checked={chosen} onChange={onChoose} label="Compare" className="min-h-7 text-sm" />
          )}
          {model ? (
            <Button asChild size="small">
              <Link to="/models/$name" params={{ name: model }}>
                Open its model
              </Link>
            </Button>
          ) : (
            <DownloadMenu character={character} version={n} />
          )}
          {job_id && (
            <Button
              size="small"
              keys="S"
              aria-expanded={open}
              aria-controls={`steps-${n}`}
              onClick={() => onOpen(!open)}
            >
              <ChevronDown aria-hidden className={open ? "rotate-180" : ""} />
              Steps
            </Button>
          )}
          <Button size="small" keys="F" onClick={onLineage}>
            Where it comes from
          </Button>
          {!in_use && (
            <IconButton
              icon={Trash2}
              label={`Delete version ${n}`}
              className="size-7"
              unless={unless}
              onClick={onDelete}
            />
          )}
        </div>
      </div>
      <div className="flex gap-1 max-sm:grid max-sm:grid-cols-4">
        {samples.map(({ id, thumbnail_url: src, width, height, thumbhash, prompt }) => (
          <Link
            key={id}
            to="/characters/$characterId/training"
            params={{ characterId: character }}
            search={job_id ? { job: job_id } : {}}
            aria-label={`How version ${n} learnt: ${prompt}`}
            className="block rounded-print ring-picture"
          >
            <Picture
              picture={{ src, width, height, thumbhash }}
              alt=""
              className="aspect-square! sm:size-28"
            />
          </Link>
        ))}
      </div>
      {open && (
        <div id={`steps-${n}`} className="min-w-0 sm:col-span-2">
          <CheckpointStrip character={character} version={n} unless={unless} />
        </div>
      )}
    </li>
  );
}

function DownloadMenu({ character, version }: { character: string; version: number }) {
  return (
    <DropdownMenu
      align="start"
      trigger={
        <Button size="small" aria-label={`Download version ${version}`}>
          <Download aria-hidden />
          Download
        </Button>
      }
      groups={[
        [
          {
            label: "For ComfyUI, A1111",
            keys: "D",
            run: () => void downloadLora(character, "kohya", version),
          },
          { label: "For diffusers", run: () => void downloadLora(character, "diffusers", version) },
        ],
      ]}
    />
  );
}
