import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Card<T extends string> {
  value: T;
  label: ReactNode;
  /** A second line: the price of the choice, such as "40 min". */
  note?: ReactNode;
  /** Why it cannot be chosen. */
  unless?: string;
}

interface Props<T extends string> {
  value: T | undefined;
  onChange: (value: T) => void;
  cards: readonly Card<T>[];
  label: string;
  /** "cards" for choices with a price, "line" for short words side by side. */
  look?: "cards" | "line";
  className?: string;
}

/** A few choices, all of them visible. */
export function RadioCards<T extends string>({
  value,
  onChange,
  cards,
  label,
  look = "cards",
  className,
}: Props<T>) {
  const line = look === "line";
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value ?? null}
      onValueChange={(next) => onChange(next as T)}
      className={cn(
        line
          ? "inline-flex max-w-full justify-self-start flex-wrap gap-0.5 rounded-control border border-line-1 bg-bg-1 p-0.5"
          : "grid gap-2 sm:auto-cols-fr sm:grid-flow-col",
        className,
      )}
    >
      {cards.map((card) => (
        <RadioGroup.Item
          key={card.value}
          value={card.value}
          disabled={card.unless !== undefined}
          className={cn(
            "text-left transition-colors duration-state disabled:text-text-off",
            line
              ? "h-[calc(var(--control)-4px)] rounded-[4px] px-3 text-text-2 hover:text-text-1 data-[state=checked]:bg-bg-4 data-[state=checked]:text-text-1"
              : "rounded-card border border-line-2 bg-bg-2 px-3 py-2 hover:border-text-3 data-[state=checked]:border-transparent data-[state=checked]:edge-chosen",
          )}
        >
          <span className={cn(!line && "font-medium")}>{card.label}</span>
          {(card.unless ?? card.note) && (
            <span className="block text-sm text-text-3">{card.unless ?? card.note}</span>
          )}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
