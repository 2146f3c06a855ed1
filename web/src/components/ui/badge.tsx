import { cva, type VariantProps } from "class-variance-authority";
import { Check, OctagonAlert, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

const styles = cva(
  "inline-flex h-6 max-w-full items-center gap-1 rounded-full px-2 text-sm whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        plain: "bg-bg-3 text-text-2",
        lamp: "bg-lamp-tint text-on-lamp-tint",
        ok: "bg-ok-tint text-ok",
        warn: "bg-warn-tint text-warn",
        danger: "bg-danger-tint text-danger",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

const MARKS = { ok: Check, warn: TriangleAlert, danger: OctagonAlert };

interface Props extends VariantProps<typeof styles> {
  children: ReactNode;
  className?: string;
}

/** A state in a word or two. Colour never comes alone: each tone has its mark. */
export function Badge({ tone, children, className }: Props) {
  const Mark = tone && tone in MARKS ? MARKS[tone as keyof typeof MARKS] : undefined;
  return (
    <span className={cn(styles({ tone }), className)}>
      {Mark && <Mark aria-hidden strokeWidth={1.75} />}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** Something that can be taken away again, such as a filter. */
export function Chip({ children, onRemove }: { children: ReactNode; onRemove: () => void }) {
  return (
    <span className={cn(styles(), "pr-0.5")}>
      <span className="truncate">{children}</span>
      <button
        type="button"
        aria-label={typeof children === "string" ? `Remove ${children}` : "Remove"}
        onClick={onRemove}
        className="flex size-6 items-center justify-center rounded-full hover:bg-bg-4 hover:text-text-1"
      >
        <X aria-hidden />
      </button>
    </span>
  );
}
