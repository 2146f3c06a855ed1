import { share } from "../runs/words";

interface Score {
  label: string;
  probability: number;
}

/** How likely each class is, best first. */
export function Bars({ scores }: { scores: readonly Score[] }) {
  return (
    <ol aria-label="How likely each class is" className="grid gap-2">
      {scores.map(({ label, probability }, i) => (
        <li key={label} className="grid gap-1">
          <span className="flex justify-between gap-3">
            <span className={i === 0 ? "truncate font-medium" : "truncate text-text-2"}>{label}</span>
            <span className="text-sm tabular-nums">{share(probability)}</span>
          </span>
          <span aria-hidden className="h-2 overflow-hidden rounded-full bg-bg-4">
            <span
              className={`block h-full rounded-full ${i === 0 ? "bg-text-1" : "bg-text-3"}`}
              style={{ width: `${probability * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
