import { Progress } from "@/components/ui/progress";
import { number, percent } from "@/lib/format";

interface Props {
  /** Which training; another one begins at nothing. */
  of: string;
  label: string;
  fraction: number;
  /** Steps at which samples are made, of how many. */
  marks: readonly number[];
  total: number;
}

/** The bar of the whole training, with a mark where it is tried out. */
export function MarkedBar({ of, label, fraction, marks, total }: Props) {
  return (
    <div className="grid gap-1">
      <Progress value={fraction} label={label} of={of} className="h-2" />
      <div aria-hidden className="relative h-5 text-xs text-text-3 tabular-nums max-sm:hidden">
        {marks.map((step, i) => {
          const share = total > 0 ? step / total : 0;
          const last = i === marks.length - 1;
          // Words where there is room: the ends, and marks that stand apart.
          const word = step === 0 ? "start" : last || marks.length <= 9 ? number(step) : "";
          return (
            <span
              key={step}
              className="absolute top-0 flex flex-col"
              style={{ left: `${share * 100}%`, transform: `translateX(-${share * 100}%)` }}
            >
              <span
                className={`h-1 w-px bg-line-2 ${share === 1 ? "self-end" : share === 0 ? "" : "self-center"}`}
              />
              {word}
            </span>
          );
        })}
      </div>
      <span className="text-sm text-text-3 tabular-nums sm:hidden">{percent(fraction)}</span>
    </div>
  );
}
