import { Link } from "@tanstack/react-router";
import { ImagePlus, OctagonAlert } from "lucide-react";

import type { Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { Picture } from "@/components/Picture";
import { SharedMark } from "@/components/projects/SharedMark";
import { useSharing } from "@/components/projects/sharing";
import { Progress } from "@/components/ui/progress";
import { count, percent } from "@/lib/format";

import { NameField } from "../NameField";
import { placeOf } from "../place";
import type { CharacterListed } from "../queries";
import { isLearning, stateWord } from "../words";
import { CardMenu } from "./CardMenu";

interface Props {
  character: CharacterListed;
  /** Its job as it is at this moment, while one runs. */
  job: Job | undefined;
  first: boolean;
  renaming: boolean;
  onRename: (renaming: boolean) => void;
  onTry: () => void;
  onMove: () => void;
}

export function CharacterCard({ character, job, first, renaming, onRename, onTry, onMove }: Props) {
  const { id, name } = character;
  const { unless: fixed } = useSharing(character.project);
  const word = stateWord({ ...character, job_state: job?.state ?? character.job_state });
  return (
    <li className="grid min-w-0 content-start gap-1">
      <Link
        {...placeOf(character)}
        data-item={id}
        aria-label={[name, word, detailOf(character)].filter(Boolean).join(", ")}
        className="block rounded-print ring-picture"
      >
        <CoverOf character={character} first={first} />
      </Link>
      <div className="mt-1 flex min-w-0 items-start gap-2">
        {renaming ? (
          <NameField id={id} name={name} onDone={() => onRename(false)} />
        ) : (
          <Link {...placeOf(character)} tabIndex={-1} className="grow truncate font-medium">
            {name}
          </Link>
        )}
        <CardMenu
          name={name}
          onTry={onTry}
          onRename={() => onRename(true)}
          onMove={onMove}
          unless={character.version === 0 ? "It has learnt nothing yet" : undefined}
          fixed={fixed}
        />
      </div>
      <State character={character} word={word} job={job} />
      <SharedMark project={character.project} />
    </li>
  );
}

function CoverOf({ character, first }: Pick<Props, "character" | "first">) {
  const { cover, status } = character;
  if (cover) {
    const { url: src, width, height, thumbhash } = cover;
    const draft = status === "draft" ? "rounded-print border border-dashed border-line-2 p-1.5" : "";
    return (
      <span className={`block aspect-square ${draft}`}>
        <Picture
          picture={{ src, width, height, thumbhash }}
          alt=""
          fit="cover"
          first={first}
          className="aspect-square! size-full"
        />
      </span>
    );
  }
  return (
    <span className="flex aspect-square items-center justify-center rounded-print border border-dashed border-line-2 text-text-3">
      <ImagePlus aria-hidden className="size-8" strokeWidth={1.25} />
    </span>
  );
}

function detailOf({ status, reference_count, base_model }: CharacterListed): string {
  return status === "draft" ? count(reference_count, "picture") : base_model;
}

function State({ character, word, job }: Pick<Props, "character" | "job"> & { word: string }) {
  const { id, name, failure, status } = character;
  if (job && isLearning({ job_state: job.state })) {
    const fraction = job.progress.fraction ?? 0;
    return (
      <div className="grid gap-1.5 text-sm text-text-2 tabular-nums">
        <span className="flex items-center gap-1.5">
          <Lamp state={job.state === "queued" ? "off" : "lit"} size={12} label={word} />
          {job.state === "queued" ? word : percent(fraction)}
        </span>
        {job.state !== "queued" && <Progress value={fraction} label={`${name} is learning`} of={id} />}
      </div>
    );
  }
  if (status === "failed" && failure) {
    return (
      <p className="flex min-w-0 gap-1.5 text-sm text-text-2">
        <OctagonAlert aria-hidden className="mt-px size-4 shrink-0 text-danger" strokeWidth={1.75} />
        <span className="line-clamp-2">{failure.message}</span>
      </p>
    );
  }
  return (
    <p className="truncate text-sm text-text-3">
      {word} · {detailOf(character)}
    </p>
  );
}
