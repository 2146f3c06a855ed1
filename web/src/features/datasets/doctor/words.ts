import { count } from "@/lib/format";

import type { Doctor, Finding, Findings } from "../queries";

export const SEVERITIES = {
  problem: { label: "problem", tone: "danger" },
  warning: { label: "warning", tone: "warn" },
  note: { label: "note", tone: "plain" },
} as const;

/** What the doctor says at first: "820 pictures: 2 problems, 5 warnings". */
export function verdict({ pictures, groups, pending }: Doctor): string {
  if (pictures === 0) return "There are no pictures to look at yet.";
  const of = (severity: Findings["severity"]) =>
    groups.filter((group) => group.severity === severity).reduce((sum, group) => sum + group.count, 0);
  const found = (["problem", "warning", "note"] as const)
    .map((severity) => [of(severity), SEVERITIES[severity].label] as const)
    .filter(([some]) => some > 0)
    .map(([some, word]) => count(some, word));
  const words = found.length > 0 ? found.join(", ") : "nothing stands out";
  return `${count(pictures, "picture")}: ${words}${pending ? ". More are being examined" : ""}.`;
}

/** Findings of single pictures that can be answered, the gravest first: each picture once. */
export function toReview(groups: readonly Findings[]): Finding[] {
  const seen = new Set<string>();
  return groups
    .flatMap((group) => group.findings)
    .filter(({ picture, answers }) => {
      if (!picture || answers.length === 0 || seen.has(picture.id)) return false;
      seen.add(picture.id);
      return true;
    });
}
