import { Link } from "@tanstack/react-router";
import { OctagonAlert } from "lucide-react";

import type { Job } from "@/api/jobs";
import { Button } from "@/components/ui/button";
import { number } from "@/lib/format";

import { TryIt } from "../page/TryIt";
import type { Character } from "../queries";
import { stoppedWords, waitingReason } from "../words";

interface Props {
  job: Job;
  character: Character;
  workers: number;
  /** The step from which it can go on. */
  saved: number;
  goingOn: boolean;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onGoOn: () => void;
}

/** What is to be done now that it does not learn: waiting, stopped, failed or ready. */
export function Outcome({ job, character, workers, saved, goingOn, unless, onGoOn }: Props) {
  const from = saved > 0 ? `Go on from step ${number(saved)}` : "Begin again";
  const reason = waitingReason(job, workers);
  if (reason) return <p className="text-text-2">{reason}</p>;
  if (job.state === "succeeded") {
    const stopped = stoppedWords(job);
    return (
      <>
        {stopped && (
          <p className="text-text-2">
            <span className="font-medium text-text-1">It stopped early.</span> {stopped}
          </p>
        )}
        <section aria-label="Try it" className="rounded-card bg-bg-2 p-4">
          <TryIt character={character} />
        </section>
      </>
    );
  }
  if (job.state === "failed") {
    return (
      <div role="alert" className="flex gap-3 rounded-card bg-danger-tint p-4">
        <OctagonAlert aria-hidden className="size-5 shrink-0 text-danger" strokeWidth={1.75} />
        <div className="grid gap-1">
          <p className="font-medium">{job.failure?.message ?? "The learning failed without a word."}</p>
          {job.failure?.hint && <p className="text-text-2">{job.failure.hint}</p>}
          <p className="text-text-2">
            {saved > 0
              ? `Step ${number(saved)} is safe, and so are pictures and words.`
              : "Pictures and words are safe."}
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button busy={goingOn} unless={unless} onClick={onGoOn}>
              {from}
            </Button>
            {!unless && <ChangePlan id={character.id} />}
          </div>
        </div>
      </div>
    );
  }
  if (job.state === "cancelled") {
    return (
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={goingOn} unless={unless} onClick={onGoOn}>
          {from}
        </Button>
        {!unless && <ChangePlan id={character.id} />}
      </div>
    );
  }
  return null;
}

function ChangePlan({ id }: { id: string }) {
  return (
    <Button asChild variant="ghost">
      <Link to="/characters/$characterId/plan" params={{ characterId: id }} hash="plan">
        Change the plan
      </Link>
    </Button>
  );
}
