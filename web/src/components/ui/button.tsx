import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { cn } from "@/lib/cn";

import { Kbd } from "./kbd";

export const buttonStyles = cva(
  [
    "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap",
    "transition-colors duration-state select-none disabled:cursor-default",
    "[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75]",
  ],
  {
    variants: {
      variant: {
        primary:
          "bg-lamp text-on-lamp hover:bg-lamp-hover active:bg-lamp-press disabled:bg-bg-3 disabled:text-text-off",
        secondary:
          "border border-line-1 bg-bg-3 text-text-1 hover:bg-bg-4 active:bg-bg-4 disabled:bg-bg-2 disabled:text-text-off",
        ghost: "text-text-2 hover:bg-bg-3 hover:text-text-1 active:bg-bg-4 disabled:text-text-off",
        danger:
          "border border-danger text-danger hover:bg-danger hover:text-on-danger disabled:border-line-1 disabled:text-text-off",
        link: "text-text-1 underline decoration-line-2 underline-offset-4 hover:decoration-current",
      },
      size: {
        normal: "h-control px-3",
        small: "h-7 px-2 text-sm max-sm:h-11 pointer-coarse:h-11",
        large: "h-11 px-5 text-lg",
        icon: "size-control",
      },
    },
    defaultVariants: { variant: "secondary", size: "normal" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyles> {
  /** Waiting for the server: the same width, no second press. */
  busy?: boolean;
  /** The shortcut that does the same, printed on the button. */
  keys?: string;
  /** Why it cannot be done now: it is disabled, and says so. */
  unless?: string | undefined;
  /** Give the look to the only child, such as a Link. */
  asChild?: boolean;
  children?: ReactNode;
}

export function Button({
  variant,
  size,
  busy,
  keys,
  unless,
  asChild,
  className,
  children,
  ...props
}: ButtonProps) {
  const look = cn(buttonStyles({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={look} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      aria-busy={busy}
      {...props}
      {...(unless !== undefined && { disabled: true, title: unless })}
      className={look}
      {...(busy && { onClick: undefined, "aria-disabled": true })}
    >
      {busy && <LoaderCircle aria-hidden className="absolute motion-safe:animate-spin" />}
      <span className={cn("inline-flex items-center gap-2", busy && "opacity-0")}>
        {children}
        {keys && <Kbd keys={keys} className="max-sm:hidden pointer-coarse:hidden" />}
      </span>
    </button>
  );
}
