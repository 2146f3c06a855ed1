import { count, number } from "@/lib/format";

import type { Dataset, DatasetListed, Import, Split } from "./queries";

type Parts = DatasetListed["parts"];

/** "640 train, 120 val, 60 test" */
export function partWords(parts: Parts): string {
  const words = (Object.entries(parts) as [Split, number][])
    .filter(([, pictures]) => pictures > 0)
    .map(([part, pictures]) => `${number(pictures)} ${part}`);
  return words.join(", ") || "No pictures yet";
}

/** "820 pictures · 4 classes · version 6, changed since · used by 3 runs" */
export function datasetWords({ pictures, classes, version, changed, runs, source }: Dataset): string {
  const kept = version > 0 ? `version ${version}${changed ? ", changed since" : ""}` : "";
  return [
    count(pictures, "picture"),
    count(classes, "class", "classes"),
    source === "path" ? "a folder of the workers" : kept,
    runs > 0 ? `used by ${count(runs, "run")}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** How many of each class, in one part or in all. */
export function classCounts(labels: Dataset["labels"], split: Split | undefined) {
  return labels.map((each) => ({
    label: each.label,
    pictures: split ? (each[split] ?? 0) : (each.train ?? 0) + (each.val ?? 0) + (each.test ?? 0),
  }));
}

/** "120 added, 3 were here already, 2 no pictures, 7 refused" */
export function importWords(report: NonNullable<Import["report"]>): string {
  const { added = 0, duplicates = 0, ignored = 0, refused = 0 } = report;
  const words = [
    `${number(added)} added`,
    duplicates > 0 && (duplicates === 1 ? "1 was here already" : `${number(duplicates)} were here already`),
    ignored > 0 && `${count(ignored, "other file")} passed over`,
    refused > 0 && `${number(refused)} refused`,
  ];
  return words.filter(Boolean).join(", ");
}
