import { OctagonAlert } from "lucide-react";
import { Slot } from "radix-ui";
import { useId, type ReactElement, type ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Props {
  label: ReactNode;
  /** One sentence of help. */
  help?: ReactNode;
  /** What is wrong, and what is allowed: "Between 64 and 2,048, in steps of 8". */
  error?: ReactNode;
  /** A mark at the right of the label, such as "optional" or a value. */
  note?: ReactNode;
  className?: string;
  /** One control; it gets the id and the descriptions. */
  children: ReactElement;
}

export function Field({ label, help, error, note, className, children }: Props) {
  const id = useId();
  const described = cn(help && `${id}-help`, error && `${id}-error`) || undefined;
  return (
    <div className={cn("grid gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {note && <span className="text-sm text-text-3 tabular-nums">{note}</span>}
      </div>
      <Slot.Root id={id} aria-describedby={described} aria-invalid={error ? true : undefined}>
        {children}
      </Slot.Root>
      {help && (
        <p id={`${id}-help`} className="max-w-[68ch] text-sm text-text-3">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex gap-1.5 text-sm text-danger">
          <OctagonAlert aria-hidden className="mt-px size-4 shrink-0" strokeWidth={1.75} />
          {error}
        </p>
      )}
    </div>
  );
}
