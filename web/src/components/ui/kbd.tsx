import { shownKeys } from "@/keys/strokes";
import { cn } from "@/lib/cn";

/** A shortcut as it is printed on rows, buttons and tooltips. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span aria-hidden className={cn("inline-flex shrink-0 gap-0.5 font-sans text-xs", className)}>
      {shownKeys(keys).map((key, i) => (
        <kbd
          key={i}
          className="min-w-4 rounded-[4px] border border-current/30 px-1 text-center font-[inherit]"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
