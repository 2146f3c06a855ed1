import { Link } from "@tanstack/react-router";
import { Download, Trash2 } from "lucide-react";

import { Picture } from "@/components/Picture";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Checkbox } from "@/components/ui/toggles";
import { bytes, number } from "@/lib/format";

import type { Version } from "../queries";
import { downloadLora } from "./download";

interface Props {
  character: string;
  version: Version;
  chosen: boolean;
  /** Whether there is another to compare it with. */
  comparable: boolean;
  busy: boolean;
  onChoose: (chosen: boolean) => void;
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

export function VersionRow({
  character,
  version,
  chosen,
  comparable,
  busy,
  onChoose,
  onUse,
  onDelete,
}: Props) {
  const { number: n, in_use, samples, job_id, created_at } = version;
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
        </p>
        <p className="text-sm text-text-2 tabular-nums">{facts(version)}</p>
        <p className="text-sm text-text-3">
          <TimeAgo at={created_at} />
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {!in_use && (
            <Button size="small" keys="U" busy={busy} onClick={onUse}>
              Use
            </Button>
          )}
          {comparable && (
            <Checkbox checked={chosen} onChange={onChoose} label="Compare" className="min-h-7 text-sm" />
          )}
          <DropdownMenu
            align="start"
            trigger={
              <Button size="small" aria-label={`Download version ${n}`}>
                <Download aria-hidden />
                Download
              </Button>
            }
            groups={[
              [
                {
                  label: "For ComfyUI, A1111",
                  keys: "D",
                  run: () => void downloadLora(character, "kohya", n),
                },
                { label: "For diffusers", run: () => void downloadLora(character, "diffusers", n) },
              ],
            ]}
          />
          {!in_use && (
            <IconButton icon={Trash2} label={`Delete version ${n}`} className="size-7" onClick={onDelete} />
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
    </li>
  );
}
