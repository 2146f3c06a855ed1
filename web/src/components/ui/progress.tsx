import { useState } from "react";

import { cn } from "@/lib/cn";

interface Props {
  /** 0 to 1; undefined where nobody knows. */
  value: number | undefined;
  label: string;
  /** Seconds between two known points: the bar moves evenly from one to the next. */
  pace?: number;
  /** A new piece of work, whose bar begins at nothing. */
  of?: string;
  className?: string;
}

/** A bar that moves evenly between known points, and never backwards while it is about the same work. */
export function Progress({ value, label, pace = 1, of = "", className }: Props) {
  const [high, setHigh] = useState({ of, value: value ?? 0 });
  const known = Math.min(1, Math.max(0, value ?? 0));
  if (high.of !== of) setHigh({ of, value: known });
  else if (known > high.value) setHigh({ of, value: known });
  const shown = high.of === of ? Math.max(high.value, known) : known;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === undefined ? undefined : Math.round(shown * 100)}
      className={cn("h-1 overflow-hidden rounded-full bg-bg-4", className)}
    >
      <div
        className="progress-fill h-full origin-left rounded-full bg-lamp transition-transform ease-linear motion-reduce:transition-none"
        style={{ transform: `scaleX(${shown})`, transitionDuration: `${pace}s` }}
      />
    </div>
  );
}
