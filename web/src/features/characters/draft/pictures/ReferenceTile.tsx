import { Brush, EyeOff, TriangleAlert } from "lucide-react";

import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";

import type { Finding, Reference } from "../../queries";
import { findingWord } from "../doctor/words";

interface Props {
  reference: Reference;
  /** The gravest that was found of it. */
  finding: Finding["kind"] | undefined;
  tabbable: boolean;
  first: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

/** One picture in its own proportions; what is to be said of it stands under it. */
export function ReferenceTile({ reference, finding, tabbable, first, onFocus, onOpen }: Props) {
  const { id, filename, excluded, width, height, thumbhash, thumbnail_url: src } = reference;
  const { repeats, mask_url: mask } = reference;
  const word = excluded ? "left out" : finding && findingWord(finding);
  const Mark = excluded ? EyeOff : TriangleAlert;
  return (
    <li className="grid content-start gap-1 max-sm:min-w-0">
      <button
        type="button"
        data-item={id}
        tabIndex={tabbable ? 0 : -1}
        onFocus={onFocus}
        onClick={onOpen}
        aria-label={[filename, word, mask && "has a mask", repeats > 1 && `${repeats} times`]
          .filter(Boolean)
          .join(", ")}
        className="relative block overflow-hidden rounded-print ring-picture"
      >
        <Picture
          picture={{ src, width, height, thumbhash }}
          alt=""
          fit="cover"
          first={first}
          className={cn("max-sm:aspect-square! sm:h-28", excluded && "opacity-35")}
        />
        {mask && (
          // Dark where nothing is learnt.
          <img
            src={mask}
            alt=""
            className="absolute inset-0 size-full object-cover opacity-60 mix-blend-multiply"
          />
        )}
      </button>
      <span className="flex h-4 items-center gap-1 text-xs text-text-2" aria-hidden>
        {word && (
          <>
            <Mark className={cn("size-3.5 shrink-0", !excluded && "text-warn")} strokeWidth={1.75} />
            <span className="min-w-0 truncate">{word}</span>
          </>
        )}
        {(mask ?? repeats > 1) && (
          <span className="ml-auto flex shrink-0 items-center gap-1 text-text-3 tabular-nums">
            {mask && <Brush className="size-3.5" strokeWidth={1.75} />}
            {repeats > 1 && `× ${repeats}`}
          </span>
        )}
      </span>
    </li>
  );
}
