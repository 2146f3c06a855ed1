import { Check, Gauge, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { bytes } from "@/lib/format";

import type { Fit, LoadOptions } from "../queries";
import { changeWords } from "./option-words";

interface Props {
  fit: Fit | undefined;
  error: unknown;
  /** An answer to older options, while the new one is on its way. */
  stale: boolean;
  onApply?: (options: LoadOptions) => void;
  /** The sentence alone, for a place where it is said a second time. */
  brief?: boolean;
}

/** Will it fit? One sentence, and what would help where it does not. */
export function FitLine({ fit, error, stale, onApply, brief = false }: Props) {
  if (error) {
    const { message, hint } = Problem.from(error);
    return (
      <Line brief={brief} icon={OctagonAlert} tone="text-danger">
        {message} {hint}
      </Line>
    );
  }
  if (!fit)
    return (
      <Line brief={brief} icon={Gauge}>
        Working out whether it fits
      </Line>
    );
  return (
    <div className={cn("grid gap-2 transition-opacity duration-state", stale && "opacity-60")}>
      <Verdict fit={fit} brief={brief} />
      {onApply && fit.remedies.length > 0 && (
        <ul className="grid gap-2">
          {fit.remedies.map(({ options, changed, needed_bytes, cost }) => (
            <li
              key={changed.join()}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-bg-3 py-1.5 pr-1.5 pl-3"
            >
              <span className="min-w-0 grow basis-64">
                {changed.map(changeWords).join(" · ")}
                <span className="block text-sm text-text-3">
                  Needs {bytes(needed_bytes, 1024)}; {cost}
                </span>
              </span>
              <Button size="small" onClick={() => onApply(options)}>
                Use this
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Verdict({ fit, brief }: { fit: Fit; brief: boolean }) {
  const needed = bytes(fit.needed_bytes, 1024);
  if (fit.workers.length === 0)
    return (
      <Line brief={brief} icon={Gauge}>
        It needs {needed}. No worker is here to say whether that fits.
      </Line>
    );
  const good = fit.workers.filter((one) => one.fits);
  const best = [...(good.length > 0 ? good : fit.workers)].sort(
    (a, b) => b.available_bytes - b.needed_bytes - (a.available_bytes - a.needed_bytes),
  )[0];
  if (!best) return null;
  const basis = best.confidence === "measured" ? "measured on this device" : "estimate";
  if (!best.fits)
    return (
      <Line brief={brief} icon={TriangleAlert} tone="text-warn">
        {bytes(best.needed_bytes - best.available_bytes, 1024)} too much for {best.worker}: it needs{" "}
        {bytes(best.needed_bytes, 1024)}, and {bytes(best.available_bytes, 1024)} can be had ({basis}).
      </Line>
    );
  return (
    <Line brief={brief} icon={Check} tone="text-ok">
      Fits on {good.map((one) => one.worker).join(", ")}: needs {bytes(best.needed_bytes, 1024)} of{" "}
      {bytes(best.available_bytes, 1024)} ({basis})
    </Line>
  );
}

interface LineProps {
  icon: typeof Check;
  tone?: string;
  brief: boolean;
  children: ReactNode;
}

function Line({ icon: Icon, tone = "text-text-3", brief, children }: LineProps) {
  return (
    <p {...(!brief && { role: "status" })} className="flex gap-2 tabular-nums">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", tone)} strokeWidth={1.75} />
      <span>{children}</span>
    </p>
  );
}
