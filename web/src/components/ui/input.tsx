import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export const fieldLook = cn(
  "w-full rounded-control border border-line-2 bg-bg-2 px-3 text-text-1 placeholder:text-text-3",
  "transition-colors duration-state hover:border-text-3 disabled:border-line-1 disabled:text-text-off",
  "aria-invalid:border-danger",
);

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(fieldLook, "h-control", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(fieldLook, "field-sizing-content min-h-20 resize-y py-2 text-lg", className)}
      {...props}
    />
  );
}
