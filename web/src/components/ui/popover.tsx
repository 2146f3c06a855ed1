import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Props {
  trigger: ReactElement;
  /** The panel's accessible name. */
  label: string;
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
  className?: string;
}

export function Popover({
  trigger,
  label,
  side = "bottom",
  align = "start",
  children,
  className,
  ...state
}: Props) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-40 w-72 max-w-[calc(100vw-16px)] animate-appear rounded-card border border-line-1 bg-bg-3 p-3 outline-none",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
