import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { hasEnded, jobKeys, type Job } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Picture } from "@/components/Picture";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Checkbox } from "@/components/ui/toggles";
import { count } from "@/lib/format";
import { jobSentence } from "@/lib/job-words";

import type { Character } from "../../queries";
import { useTakeCaptions } from "../take-captions";
import { madeQuery, type CaptionChange } from "./queries";

interface Props {
  character: Character;
  job: Job;
  onAgain: () => void;
  onClose: () => void;
}

/** What it has written so far, before and after, picture by picture; what is ticked is taken. */
export function Review({ character, job, onAgain, onClose }: Props) {
  const { id, references } = character;
  const client = useQueryClient();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const ended = hasEnded(job);
  const { data: changes = [] } = useQuery(madeQuery(id, job.id, `${job.state} ${job.progress.step ?? 0}`));
  const taken = changes.filter((change) => !left.has(change.id));
  const take = useTakeCaptions(id);
  const stop = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: job.id } } })),
    onError: (error) => sayFailed("It was not stopped.", error),
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  const apply = () =>
    take.mutate(taken, {
      onSuccess: () => {
        onAgain();
        onClose();
      },
    });
  const leave = (picture: string, take: boolean) =>
    setLeft((before) => {
      const next = new Set(before);
      if (take) next.delete(picture);
      else next.add(picture);
      return next;
    });
  return (
    <div className="grid gap-4 pb-4">
      <div className="grid gap-2">
        <p role="status" className="text-text-2 tabular-nums">
          {ended && job.state === "succeeded"
            ? `${count(changes.length, "caption")} to look at`
            : jobSentence(job)}
        </p>
        {!ended && <Progress value={job.progress.fraction} label="Writing captions" of={job.id} />}
        {job.failure && <p className="text-danger">{job.failure.message}</p>}
      </div>
      <ul aria-label="Captions before and after" className="grid gap-3">
        {changes.map((change) => (
          <Row
            key={change.id}
            change={change}
            picture={references.find((each) => each.id === change.id)}
            taken={!left.has(change.id)}
            onTake={(on) => leave(change.id, on)}
          />
        ))}
      </ul>
      {take.error && <ErrorBlock error={take.error} title="The captions were not taken." />}
      <div className="sticky bottom-0 flex flex-wrap justify-end gap-2 bg-bg-2 py-2 max-sm:*:grow">
        {ended ? (
          <>
            <Button variant="ghost" onClick={onAgain}>
              {changes.length > 0 ? "Throw away, ask again" : "Ask again"}
            </Button>
            <Button variant="primary" busy={take.isPending} disabled={taken.length === 0} onClick={apply}>
              Take {count(taken.length, "caption")}
            </Button>
          </>
        ) : (
          <Button busy={stop.isPending} disabled={job.cancel_requested} onClick={() => stop.mutate()}>
            {job.cancel_requested ? "Stopping…" : "Stop"}
          </Button>
        )}
      </div>
    </div>
  );
}

interface RowProps {
  change: CaptionChange;
  picture: Character["references"][number] | undefined;
  taken: boolean;
  onTake: (take: boolean) => void;
}

function Row({ change, picture, taken, onTake }: RowProps) {
  const { filename, before, after } = change;
  return (
    <li className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3">
      {picture ? (
        <Picture
          picture={{ src: picture.thumbnail_url, width: picture.width, height: picture.height }}
          alt=""
          fit="cover"
          className="size-14 aspect-square!"
        />
      ) : (
        <span />
      )}
      <Checkbox
        checked={taken}
        onChange={onTake}
        label={
          <>
            <span className="sr-only">{filename}: </span>
            {before && <del className="block text-sm text-text-3">{before}</del>}
            <ins className="no-underline">{after ?? "(no caption)"}</ins>
          </>
        }
      />
    </li>
  );
}
