import { initials } from "./initials";

interface Props {
  of: { name: string; full_name: string };
  /** What is used of the day's limit, 0 to 1, as a ring. */
  ring?: number | undefined;
}

const AROUND = 2 * Math.PI * 13;

/** Somebody as two letters. */
export function Initials({ of, ring }: Props) {
  return (
    <span aria-hidden className="relative flex size-7 shrink-0 items-center justify-center">
      <svg viewBox="0 0 28 28" className="absolute inset-0 -rotate-90">
        <circle cx="14" cy="14" r="13" className="fill-bg-4 stroke-line-1" strokeWidth="2" />
        {ring !== undefined && (
          <circle
            cx="14"
            cy="14"
            r="13"
            fill="none"
            strokeWidth="2"
            className={ring >= 1 ? "stroke-danger" : ring > 0.9 ? "stroke-warn" : "stroke-text-2"}
            strokeDasharray={`${ring * AROUND} ${AROUND}`}
          />
        )}
      </svg>
      <span className="relative text-xs font-medium text-text-1">{initials(of)}</span>
    </span>
  );
}
