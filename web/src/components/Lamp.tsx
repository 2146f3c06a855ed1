import { cn } from "@/lib/cn";

/** off: nothing runs · lit: something runs · hollow: no contact · care: something needs you */
export type LampState = "off" | "lit" | "hollow" | "care";

const WORDS: Record<LampState, string> = {
  off: "Nothing runs",
  lit: "Running",
  hollow: "No contact",
  care: "Needs you",
};

/** The darkroom's lamp: the one mark of a running studio. */
export function Lamp({ state, size = 14, label }: { state: LampState; size?: number; label?: string }) {
  return (
    <svg
      role="img"
      aria-label={label ?? WORDS[state]}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={cn("lamp-mark shrink-0", state === "lit" && "lamp-lit")}
    >
      {state === "off" && <circle cx="8" cy="8" r="5" className="fill-line-2" />}
      {state === "lit" && (
        <>
          <circle cx="8" cy="8" r="8" className="fill-lamp opacity-30" />
          <circle cx="8" cy="8" r="5" className="fill-lamp" />
        </>
      )}
      {state === "hollow" && (
        <circle cx="8" cy="8" r="5" className="fill-none stroke-text-2" strokeWidth="2" />
      )}
      {state === "care" && (
        <>
          <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z" className="fill-danger" />
          <path d="M8 4.6v4.2M8 11v.6" className="stroke-on-danger" strokeWidth="1.8" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
