import { Slider as Radix } from "radix-ui";

import { cn } from "@/lib/cn";

export interface Stop {
  at: number;
  /** The word at this position: faint, clear, strong. */
  word: string;
}

interface Props {
  value: number;
  onChange: (value: number) => void;
  /** When the hand lets go: the time to ask the server. */
  onCommit?: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  stops?: readonly Stop[];
  label: string;
  disabled?: boolean;
  className?: string;
  id?: string;
}

export function Slider({ value, onChange, onCommit, min, max, step = 1, stops, label, ...props }: Props) {
  const { className, disabled, id } = props;
  const nearest = stops?.reduce((a, b) => (Math.abs(b.at - value) < Math.abs(a.at - value) ? b : a));
  return (
    <div className={cn("grid gap-1", className)}>
      <Radix.Root
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
        {...{ min, max, step }}
        {...(disabled !== undefined && { disabled })}
        className="relative flex h-6 touch-none items-center select-none max-sm:h-11 pointer-coarse:h-11"
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-line-2">
          <Radix.Range className="absolute h-full rounded-full bg-lamp data-disabled:bg-text-off" />
        </Radix.Track>
        <Radix.Thumb
          id={id}
          aria-label={label}
          aria-valuetext={nearest ? `${value}, ${nearest.word}` : undefined}
          className="block size-4 rounded-full border-2 border-bg-2 bg-text-1"
        />
      </Radix.Root>
      {stops && (
        <div aria-hidden className="relative h-4 text-xs text-text-3">
          {stops.map((stop) => {
            const share = (stop.at - min) / (max - min);
            return (
              <button
                key={stop.word}
                type="button"
                tabIndex={-1}
                disabled={disabled}
                onClick={() => {
                  onChange(stop.at);
                  onCommit?.(stop.at);
                }}
                style={{ left: `${share * 100}%`, transform: `translateX(-${share * 100}%)` }}
                className={cn(
                  "absolute whitespace-nowrap hover:text-text-1",
                  stop === nearest && "text-text-1",
                )}
              >
                {stop.word}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}
