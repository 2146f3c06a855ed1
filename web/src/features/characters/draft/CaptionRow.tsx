import { Check, OctagonAlert } from "lucide-react";
import { useEffect } from "react";

import { Problem } from "@/api/problem";
import { Picture } from "@/components/Picture";
import { Textarea } from "@/components/ui/input";

import { useReferenceChange } from "../changes";
import type { Reference } from "../queries";
import { useAutosave } from "./autosave";

export const captionField = (id: string) => `caption-${id}`;

interface Props {
  character: string;
  reference: Reference;
  /** What is learnt if the field stays empty. */
  plain: string;
  /** Lets the table write into this row, for "as the one above". */
  register: (id: string, write: ((text: string) => void) | null) => void;
  onOpen: () => void;
}

/** One caption. It is saved by the picture's id, so it can never land on a neighbour. */
export function CaptionRow({ character, reference, plain, register, onOpen }: Props) {
  const { id, filename, excluded, width, height, thumbhash, thumbnail_url: src } = reference;
  const save = useReferenceChange(character);
  const { value, change, flush, state, error } = useAutosave({
    saved: reference.caption ?? "",
    save: (caption) => save.mutateAsync({ id, caption: caption.trim() }),
    storeAs: `caption ${id}`,
  });
  useEffect(() => {
    register(id, change);
    return () => register(id, null);
  });
  return (
    <li className="grid grid-cols-[3.5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 sm:grid-cols-[3.5rem_minmax(0,1fr)_5.5rem]">
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Look at ${filename}`}
        onClick={onOpen}
        className="rounded-print ring-picture"
      >
        <Picture
          picture={{ src, width, height, thumbhash }}
          alt=""
          fit="cover"
          className={`aspect-square! size-14 ${excluded ? "opacity-35" : ""}`}
        />
      </button>
      <Textarea
        id={captionField(id)}
        data-caption={id}
        aria-label={`Caption of ${filename}`}
        aria-invalid={state === "failed" ? true : undefined}
        value={value}
        placeholder={plain}
        maxLength={2000}
        rows={1}
        className="min-h-14 text-base"
        onChange={(event) => change(event.target.value)}
        onBlur={flush}
      />
      <span className="flex gap-1 text-sm text-text-3 max-sm:col-start-2 max-sm:empty:hidden sm:pt-2">
        {excluded && state === "saved" && "left out"}
        {!excluded && state === "saved" && value !== "" && (
          <>
            <Check aria-hidden className="size-4 text-ok" strokeWidth={1.75} /> saved
          </>
        )}
        {state === "unsaved" && "unsaved"}
        {state === "saving" && "saving…"}
        {state === "failed" && (
          <span role="alert" className="flex gap-1 text-danger">
            <OctagonAlert aria-hidden className="mt-px size-4 shrink-0" strokeWidth={1.75} />
            {Problem.from(error).message}
          </span>
        )}
      </span>
    </li>
  );
}
