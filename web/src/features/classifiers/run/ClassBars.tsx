import { share } from "../runs/words";
import type { ClassRecall } from "./class-recalls";

/** A bar for each class: how much of it is recognised. */
export function ClassBars({ classes, title }: { classes: readonly ClassRecall[]; title: string }) {
  return (
    <section aria-label={title} className="grid gap-2 rounded-card bg-bg-2 p-4">
      <h2 className="text-text-3">{title}</h2>
      <ul className="grid gap-x-8 gap-y-1.5 sm:grid-cols-2">
        {classes.map(({ label, recall, before }) => (
          <li key={label} className="grid grid-cols-[minmax(0,8rem)_1fr_3.5rem] items-center gap-3">
            <span className="truncate" title={label}>
              {label}
            </span>
            <span aria-hidden className="relative h-2 overflow-hidden rounded-full bg-bg-4">
              <span
                className="absolute inset-y-0 left-0 rounded-full bg-text-2 transition-[width] duration-500 motion-reduce:transition-none"
                style={{ width: `${recall * 100}%` }}
              />
              {before !== undefined && (
                <span className="absolute inset-y-0 w-0.5 bg-bg-0" style={{ left: `${before * 100}%` }} />
              )}
            </span>
            <span className="text-right text-sm tabular-nums">{share(recall)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
