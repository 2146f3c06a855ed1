import { Link } from "@tanstack/react-router";
import { Check, Copy, Ellipsis, FolderInput, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";

import type { Job } from "@/api/jobs";
import { useMay } from "@/api/login";
import { Lamp } from "@/components/Lamp";
import { Picture } from "@/components/Picture";
import { SharedMark } from "@/components/projects/SharedMark";
import { useSharing } from "@/components/projects/sharing";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { count, percent } from "@/lib/format";

import { MoveDialog } from "../list/MoveDialog";
import { NameField } from "../NameField";
import type { Character } from "../queries";
import { stateTone, stateWord } from "../words";

interface Props {
  character: Character;
  /** Its training, while one waits or runs. */
  job: Job | undefined;
  renaming: boolean;
  onRename: (renaming: boolean) => void;
  onTrainAgain: () => void;
  onDelete: () => void;
}

export function CharacterHead({ character, job, renaming, onRename, onTrainAgain, onDelete }: Props) {
  const { id, name, trigger, cover, base_model, pictures_made, versions, project, owner } = character;
  const [moving, setMoving] = useState(false);
  const word = stateWord(character);
  const { unless: fixed } = useSharing(project);
  const busy = fixed ?? (job && "It is learning");
  const admin = useMay("admin");
  const kept = owner && !admin ? `Only ${owner.name} deletes it` : undefined;
  const stays = fixed === undefined ? {} : { unless: fixed };
  return (
    <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-3">
      {cover && (
        <Picture
          picture={{ src: cover.url, width: cover.width, height: cover.height, thumbhash: cover.thumbhash }}
          alt=""
          fit="cover"
          first
          className="aspect-square! size-20 shrink-0 max-sm:size-16"
        />
      )}
      <div className="grid min-w-0 grow basis-64 gap-1 max-sm:basis-40">
        {renaming ? (
          <NameField id={id} name={name} onDone={() => onRename(false)} className="max-w-sm" />
        ) : (
          <div className="flex min-w-0 items-center gap-1">
            <h1 className="truncate text-2xl">{name}</h1>
            {!fixed && <IconButton icon={Pencil} label="Rename" keys="F2" onClick={() => onRename(true)} />}
            <Badge tone={stateTone(word)} className="ml-1">
              {word}
            </Badge>
            <SharedMark project={project} />
          </div>
        )}
        <div className="flex flex-wrap items-center gap-x-3 text-text-2 tabular-nums">
          <Trigger word={trigger} />
          <span>{base_model}</span>
          {project && (
            <Link to="/characters" search={{ project: project.id }} className="hover:underline">
              {project.name}
            </Link>
          )}
          <span>{count(pictures_made, "picture")} made</span>
          <span>{count(versions.length, "version")}</span>
        </div>
      </div>
      <div className="flex gap-2 max-sm:w-full">
        {character.source === "trained" && (
          <Button disabled={busy !== undefined} title={busy} className="max-sm:hidden" onClick={onTrainAgain}>
            Train again
          </Button>
        )}
        <Button asChild variant="primary" className="max-sm:grow">
          <Link to="/create" search={{ c: [id] }}>
            Create with {name}
          </Link>
        </Button>
        <DropdownMenu
          trigger={
            <Button size="icon" aria-label={`Actions for ${name}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
          groups={[
            [
              ...(character.source === "trained"
                ? [
                    {
                      label: "Train again",
                      icon: RotateCcw,
                      run: onTrainAgain,
                      ...(busy && { unless: busy }),
                    },
                  ]
                : []),
              { label: "Rename", icon: Pencil, keys: "F2", run: () => onRename(true), ...stays },
              { label: "Move to a project", icon: FolderInput, run: () => setMoving(true), ...stays },
            ],
            [{ label: "Delete", icon: Trash2, danger: true, run: onDelete, unless: busy ?? kept }],
          ]}
        />
      </div>
      {moving && <MoveDialog character={character} onClose={() => setMoving(false)} />}
      {job && (
        <Link
          to="/characters/$characterId/training"
          params={{ characterId: id }}
          className="flex w-full items-center gap-2 rounded-control bg-lamp-tint px-3 py-2 text-on-lamp-tint hover:underline"
        >
          <Lamp state={job.state === "queued" ? "off" : "lit"} label={word} />
          {job.state === "queued"
            ? "Its next training waits."
            : `Learning again, ${percent(job.progress.fraction ?? 0)}.`}{" "}
          See how it goes
        </Link>
      )}
    </header>
  );
}

function Trigger({ word }: { word: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(word).then(() => setCopied(true));
  return (
    <Button
      variant="ghost"
      size="small"
      className="-ml-2 font-mono"
      aria-label={`Copy the trigger word ${word}`}
      onClick={copy}
    >
      {word}
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}
