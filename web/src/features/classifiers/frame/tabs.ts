import type { Schemas } from "@/api/client";

/** The place of every project. */
export const ALL = "all";

export const TABS = [
  { to: "/classifiers/$project/data", label: "Data" },
  { to: "/classifiers/$project/setups", label: "Setups" },
  { to: "/classifiers/$project/runs", label: "Runs" },
  { to: "/classifiers/$project/compare", label: "Compare" },
  { to: "/classifiers/$project/try", label: "Try" },
] as const;

type Run = Pick<Schemas["RunListed"], "number" | "test" | "val">;

/** "Best so far 94.1 % on val, run 7" */
export function bestWords({ number, val }: Run): string {
  return val ? `Best so far ${(val.accuracy * 100).toFixed(1)} % on val, run ${number}` : "";
}
