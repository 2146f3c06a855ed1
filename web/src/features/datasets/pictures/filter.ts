import type { FindingKind, PicturesWhere, Split } from "../queries";

export interface Search {
  label?: string | undefined;
  split?: Split | undefined;
  only?: "findings" | "excluded" | "relabelled" | undefined;
  finding?: string | undefined;
  q?: string | undefined;
}

export const ONLY = [
  { value: "all", label: "All" },
  { value: "findings", label: "With findings" },
  { value: "excluded", label: "Left out" },
  { value: "relabelled", label: "Relabelled" },
] as const;

/** What the address asks for, as the server is asked. */
export function whereOf({ label, split, only, finding, q }: Search): PicturesWhere {
  return {
    ...(label !== undefined && { label }),
    ...(split && { split }),
    ...(only === "findings" && { has_findings: true, excluded: false }),
    ...(only === "excluded" && { excluded: true }),
    ...(only === "relabelled" && { relabelled: true }),
    // The address may hold any word: the server says if it knows none.
    ...(finding && { finding: finding as FindingKind }),
    ...(q && { search: q }),
  };
}
