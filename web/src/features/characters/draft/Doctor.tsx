import { ChevronDown, Stethoscope, Trash2 } from "lucide-react";
import { useState } from "react";

import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { useNarrow } from "@/lib/use-media";

import type { Reference } from "../queries";
import { findingWord, useKept, verdict, type OpenFinding } from "./doctor";

interface Props {
  references: readonly Reference[];
  findings: readonly OpenFinding[];
  onLeaveOut: (reference: Reference) => void;
  onRemove: (reference: Reference) => void;
}

/** What may hurt the training, each with something to do about it. Nothing is done by itself. */
export function Doctor({ references, findings, onLeaveOut, onRemove }: Props) {
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  const shown = !narrow || open;
  return (
    <aside
      aria-label="Doctor"
      className="grid content-start gap-3 rounded-card bg-bg-2 p-4 lg:sticky lg:top-28 lg:self-start"
    >
      <div className="flex items-start gap-2">
        <Stethoscope aria-hidden className="mt-0.5 size-4 shrink-0 text-text-3" strokeWidth={1.75} />
        <p role="status" className="grow">
          {verdict(references, findings)}
        </p>
        {narrow && findings.length > 0 && (
          <Button
            size="small"
            variant="ghost"
            aria-expanded={open}
            aria-label="Show what the doctor found"
            className="-my-3"
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={cn("transition-transform", open && "rotate-180")} />
          </Button>
        )}
      </div>
      {shown && findings.length > 0 && (
        <ul className="grid max-h-[60dvh] gap-4 overflow-y-auto">
          {findings.map((found) => (
            <Found
              key={found.reference.id + found.finding.kind}
              found={found}
              onLeaveOut={onLeaveOut}
              onRemove={onRemove}
            />
          ))}
        </ul>
      )}
      {shown && findings.length === 0 && references.length > 0 && (
        <p className="text-sm text-text-3">
          Sizes, sharpness and repeats are fine. Whether all sides are shown, only you can see.
        </p>
      )}
    </aside>
  );
}

function Found({
  found,
  onLeaveOut,
  onRemove,
}: Pick<Props, "onLeaveOut" | "onRemove"> & { found: OpenFinding }) {
  const { reference, finding, other } = found;
  const keep = useKept((state) => state.keep);
  return (
    <li className="flex gap-3">
      <span className="flex shrink-0 gap-0.5">
        {[reference, ...(other ? [other] : [])].map(
          ({ id, thumbnail_url: src, width, height, thumbhash }) => (
            <Picture
              key={id}
              picture={{ src, width, height, thumbhash }}
              alt=""
              fit="cover"
              className="size-14 aspect-square!"
            />
          ),
        )}
      </span>
      <div className="grid min-w-0 grow gap-1">
        <p className="truncate text-sm font-medium">
          {reference.filename} <span className="font-normal text-text-3">{findingWord(finding.kind)}</span>
        </p>
        <p className="text-sm text-text-2">{finding.message}</p>
        <div className="flex items-center gap-1">
          <Button size="small" onClick={() => onLeaveOut(reference)}>
            Leave out
          </Button>
          <Button size="small" variant="ghost" onClick={() => keep(reference.id, finding.kind)}>
            Keep
          </Button>
          <IconButton
            icon={Trash2}
            label={`Remove ${reference.filename}`}
            className="ml-auto"
            onClick={() => onRemove(reference)}
          />
        </div>
      </div>
    </li>
  );
}
