import { EyeOff, TriangleAlert } from "lucide-react";

import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";

import type { Reference } from "../queries";
import { findingWord, type OpenFinding } from "./doctor";

interface Props {
  reference: Reference;
  finding: OpenFinding | undefined;
  tabbable: boolean;
  first: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

/** One picture in its own proportions; what is to be said of it stands under it. */
export function ReferenceTile({ reference, finding, tabbable, first, onFocus, onOpen }: Props) {
  const { id, filename, excluded, width, height, thumbhash, thumbnail_url: src } = reference;
  const word = excluded ? "left out" : finding && findingWord(finding.finding.kind);
  const Mark = excluded ? EyeOff : TriangleAlert;
  return (
    <li className="grid content-start gap-1 max-sm:min-w-0">
      <button
        type="button"
        data-item={id}
        tabIndex={tabbable ? 0 : -1}
        onFocus={onFocus}
        onClick={onOpen}
        aria-label={[filename, word].filter(Boolean).join(", ")}
        className="block rounded-print ring-picture"
      >
        <Picture
          picture={{ src, width, height, thumbhash }}
          alt=""
          fit="cover"
          first={first}
          className={cn("max-sm:aspect-square! sm:h-28", excluded && "opacity-35")}
        />
      </button>
      <span className="flex h-4 items-center gap-1 text-xs text-text-2" aria-hidden>
        {word && (
          <>
            <Mark className={cn("size-3.5 shrink-0", !excluded && "text-warn")} strokeWidth={1.75} />
            <span className="truncate">{word}</span>
          </>
        )}
      </span>
    </li>
  );
}
