import { create } from "zustand";
import { persist } from "zustand/middleware";

import { count } from "@/lib/format";

import type { Finding, Reference } from "../queries";

interface Kept {
  /** Findings that a person has seen and wants to live with, as "reference kind". */
  kept: readonly string[];
  keep: (reference: string, kind: string) => void;
}

const MOST_KEPT = 2000;
const nameOf = (reference: string, kind: string) => `${reference} ${kind}`;

export const useKept = create<Kept>()(
  persist(
    (set) => ({
      kept: [],
      keep: (reference, kind) =>
        set(({ kept }) => ({ kept: [...kept, nameOf(reference, kind)].slice(-MOST_KEPT) })),
    }),
    { name: "safelight.kept-findings" },
  ),
);

export interface OpenFinding {
  reference: Reference;
  finding: Finding;
  /** The picture that this one repeats. */
  other: Reference | undefined;
}

const WORDS: Record<Finding["kind"], string> = {
  duplicate: "the same picture twice",
  near_duplicate: "nearly the same",
  too_small: "too small",
  nearly_uniform: "nearly one colour",
  blurred: "blurred",
  unreadable: "cannot be read",
  overexposed: "overexposed",
  underexposed: "underexposed",
  odd_aspect: "much is cropped away",
  face_cut_off: "a face is cut off",
  caption_empty: "no caption",
  caption_not_text: "the caption is no text",
  caption_too_long: "the caption is too long",
  caption_without_trigger: "the caption does not name it",
  caption_other_class: "the caption names another thing",
  captions_all_same: "all captions are the same",
  too_few: "few pictures",
  too_alike: "much alike",
  unbalanced: "out of balance",
};

/** "nearly the same" */
export function findingWord(kind: Finding["kind"]): string {
  return WORDS[kind];
}

/** What is still to be decided: not left out, and not kept as it is. */
export function openFindings(references: readonly Reference[], kept: readonly string[]): OpenFinding[] {
  const byId = new Map(references.map((reference) => [reference.id, reference]));
  const seen = new Set(kept);
  return references
    .filter((reference) => !reference.excluded)
    .flatMap((reference) =>
      reference.findings
        .filter(({ kind }) => !seen.has(nameOf(reference.id, kind)))
        .map((finding) => ({ reference, finding, other: byId.get(finding.other_id ?? "") }))
        // A repeat of what is left out or gone repeats nothing.
        .filter(({ finding, other }) => finding.other_id === null || (other && !other.excluded)),
    );
}

const ENOUGH = 15;
const MUCH = 40;

/** The doctor's verdict in a sentence. */
export function verdict(references: readonly Reference[], findings: readonly OpenFinding[]): string {
  const usable = references.filter(({ excluded }) => !excluded).length;
  const open = findings.length > 0 ? `. ${count(findings.length, "thing")} to look at` : "";
  if (usable === 0) return "No picture yet";
  if (usable < 5) return `${count(usable, "picture")} so far${open}`;
  if (usable < ENOUGH) return `A start, ${usable} usable. ${ENOUGH} or more learn better${open}`;
  if (usable > MUCH) return `${usable} usable. More than ${MUCH} seldom help${open}`;
  return `Good start, ${usable} usable${open}`;
}
