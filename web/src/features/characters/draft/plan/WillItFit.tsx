import { Check, TriangleAlert } from "lucide-react";

import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { bytes } from "@/lib/format";

import type { Overrides } from "../../queries";
import { bars, fitSentence, remedyWords, type Fit } from "./fit";

interface Props {
  fit: Fit;
  busy: boolean;
  onChange: (changed: Overrides) => void;
}

/** The memory of each phase beside what the worker has, and what would make it fit. */
export function WillItFit({ fit, busy, onChange }: Props) {
  const shown = bars(fit);
  const short = fit.workers.length > 0 && !fit.fits;
  const Mark = short ? TriangleAlert : Check;
  return (
    <section aria-label="Memory" className="grid gap-4 rounded-card bg-bg-2 p-4">
      <p role="status" className="flex gap-2">
        {fit.workers.length > 0 && (
          <Mark aria-hidden className={cn("mt-0.5 size-4 shrink-0", short ? "text-warn" : "text-ok")} />
        )}
        {fitSentence(fit)}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 text-sm text-text-2 tabular-nums">
        {shown.bars.map((bar) => (
          <div key={bar.name} className="contents">
            <dt>{bar.words}</dt>
            <dd className="relative h-2.5">
              <span aria-hidden className="absolute inset-0 overflow-hidden rounded-full bg-bg-4">
                <span
                  className={cn("block h-full rounded-full", bar.over ? "bg-warn" : "bg-text-3")}
                  style={{ width: `${Math.max(bar.share * 100, 1)}%` }}
                />
              </span>
              {shown.limit !== null && (
                <span
                  aria-hidden
                  title="What the worker has"
                  className="absolute -inset-y-1 w-0.5 -translate-x-full bg-text-1"
                  style={{ left: `${shown.limit * 100}%` }}
                />
              )}
            </dd>
            <dd className="text-right">
              {bytes(bar.bytes, 1024)}
              {bar.over && <span className="sr-only"> too much</span>}
            </dd>
          </div>
        ))}
      </dl>
      {fit.remedies.length > 0 && (
        <ul aria-label="What would make it fit" className="grid gap-2">
          {fit.remedies.map(({ changes, needed_bytes, cost }) => (
            <li key={JSON.stringify(changes)} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Button disabled={busy} onClick={() => onChange(changes)}>
                {remedyWords(changes)}
              </Button>
              <span className="min-w-40 grow basis-0 text-sm text-text-2">
                {bytes(needed_bytes, 1024)} then; {cost}
              </span>
            </li>
          ))}
        </ul>
      )}
      {short && fit.remedies.length === 0 && (
        <p className="text-text-2">Nothing that can be set makes it fit here: a smaller base model would.</p>
      )}
    </section>
  );
}
