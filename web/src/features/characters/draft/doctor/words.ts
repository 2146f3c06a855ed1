import { count } from "@/lib/format";

import type { Reference } from "../../queries";
import type { Answer, DoctorFinding } from "./queries";

const WORDS: Record<DoctorFinding["kind"], string> = {
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
export function findingWord(kind: DoctorFinding["kind"]): string {
  return WORDS[kind];
}

/** "Nearly the same" */
export function kindTitle(kind: DoctorFinding["kind"]): string {
  const word = findingWord(kind);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const SEVERITIES = {
  problem: { label: "problem", tone: "danger" },
  warning: { label: "warning", tone: "warn" },
  note: { label: "note", tone: "plain" },
} as const;

export interface OfKind {
  kind: DoctorFinding["kind"];
  severity: DoctorFinding["severity"];
  findings: DoctorFinding[];
}

/** Findings by what they are, in the order of the first of each: the gravest come first. */
export function byKind(findings: readonly DoctorFinding[]): OfKind[] {
  const groups = new Map<string, OfKind>();
  for (const finding of findings) {
    const { kind, severity } = finding;
    const group = groups.get(kind) ?? { kind, severity, findings: [] };
    group.findings.push(finding);
    groups.set(kind, group);
  }
  return [...groups.values()];
}

export interface ForAll {
  label: string;
  answers: Answer[];
}

const FOR_ALL = {
  recrop: (all: string) => `Crop all ${all} to the part with most detail`,
  set_caption: (all: string) => `Give all ${all} the caption that is offered`,
} as const;
const MOST_ANSWERS = 200;

/** Answers to all findings of a kind, beside those that the server offers in bulk. */
export function forAll({ kind, findings }: OfKind): ForAll[] {
  const all = findings.length;
  if (all < 2) return [];
  const each = (Object.keys(FOR_ALL) as (keyof typeof FOR_ALL)[]).flatMap((action) => {
    const answers = findings.flatMap((finding) => {
      const offer = finding.answers.find(({ answer }) => answer.action === action);
      return offer ? [offer.answer] : [];
    });
    return answers.length === all && all <= MOST_ANSWERS
      ? [{ label: FOR_ALL[action](String(all)), answers }]
      : [];
  });
  const references = findings.flatMap(({ picture }) => (picture ? [picture.id] : []));
  if (references.length < 2) return each;
  return [...each, { label: `Keep all ${all} as they are`, answers: [{ action: "keep", references, kind }] }];
}

/** The gravest finding of each picture by its id; notes of its captions are for the words, not for its tile. */
export function worstOf(findings: readonly DoctorFinding[]): Map<string, DoctorFinding> {
  const found = new Map<string, DoctorFinding>();
  for (const finding of findings) {
    if (finding.picture && finding.severity !== "note" && !found.has(finding.picture.id))
      found.set(finding.picture.id, finding);
  }
  return found;
}

const ENOUGH = 15;
const MUCH = 40;

/** The doctor's verdict in a sentence. */
export function verdict(references: readonly Reference[], open: number): string {
  const usable = references.filter(({ excluded }) => !excluded).length;
  const rest = open > 0 ? `. ${count(open, "thing")} to look at` : "";
  if (usable === 0) return "No picture yet";
  if (usable < 5) return `${count(usable, "picture")} so far${rest}`;
  if (usable < ENOUGH) return `A start, ${usable} usable. ${ENOUGH} or more learn better${rest}`;
  if (usable > MUCH) return `${usable} usable. More than ${MUCH} seldom help${rest}`;
  return `Good start, ${usable} usable${rest}`;
}
