import { Link } from "@tanstack/react-router";
import { Check, Equal, EqualNot, OctagonAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import type { PictureDetail } from "@/api/gallery";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/cn";
import { jobSentence } from "@/lib/job-words";

import type { Again } from "./use-again";

/** What has become of a picture that is made again; the picture itself stands beside the first. */
export function AgainBar({ again, picture }: { again: Again; picture: PictureDetail }) {
  const { of, starting, job, made, identical, difference, failure, cancelled, start, dismiss } = again;
  if (of === undefined) return null;
  const what = of === "same" ? "The same picture" : "A new variation";
  const close = (
    <Button size="small" variant="ghost" className="ml-auto" onClick={dismiss}>
      Close
    </Button>
  );
  if (failure || cancelled)
    return (
      <Line icon={OctagonAlert} tone="text-danger" alert>
        <span>{failure ? `${what} was not made: ${Problem.from(failure).message}` : "Stopped."}</span>
        <Button size="small" onClick={() => start(of)}>
          Try again
        </Button>
        {close}
      </Line>
    );
  if (!made)
    return (
      <Line>
        <span className="shrink-0">{what}:</span>
        <span className="text-text-2 tabular-nums">{starting || !job ? "Starting" : jobSentence(job)}</span>
        <Progress value={job?.progress.fraction} label={what} of={job?.id ?? ""} className="max-w-60 grow" />
      </Line>
    );
  const open = (
    <Button size="small" asChild>
      <Link to="/gallery/$pictureId" params={{ pictureId: made.id }} onClick={dismiss}>
        Open the new one
      </Link>
    </Button>
  );
  if (of === "new")
    return (
      <Line icon={Check}>
        <span>A new variation, seed {made.seed}.</span>
        {open}
        {close}
      </Line>
    );
  return (
    <Line icon={identical ? Equal : EqualNot} tone={identical ? "text-ok" : "text-text-1"}>
      <span>{identical ? "Identical to the bit." : differenceWords(difference, picture)}</span>
      {!identical && open}
      {close}
    </Line>
  );
}

/** Why two pictures of one recipe are not the same file, as far as it is known. */
export function differenceWords(difference: number | undefined, { generation }: PictureDetail): string {
  if (difference === undefined) return "Not identical to the bit.";
  if (difference === 0) return "The same in every pixel; only the file around them differs.";
  const by = `Not identical to the bit: pixels differ by up to ${difference} of 255.`;
  const { n } = generation.plan;
  return n > 1 && difference < 8
    ? `${by} It was drawn together with ${n - 1} ${n === 2 ? "other" : "others"}; alone, the sums round differently.`
    : by;
}

interface LineProps {
  icon?: LucideIcon;
  tone?: string;
  alert?: boolean;
  children: ReactNode;
}

function Line({ icon: Icon, tone, alert, children }: LineProps) {
  return (
    <div
      role={alert ? "alert" : "status"}
      className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line-1 bg-bg-1 px-4 py-1.5"
    >
      {Icon && <Icon aria-hidden className={cn("size-5 shrink-0", tone)} strokeWidth={1.75} />}
      {children}
    </div>
  );
}
