import { monthWords } from "@/lib/calendar";
import { count } from "@/lib/format";

import type { Layout } from "./layout";
import type { View } from "./use-viewport";

/** The headings of the months on the screen. */
export function MonthHeadings({ layout, view }: { layout: Layout; view: View }) {
  const shown = layout.sections.filter(({ row }) => row >= view.first && row <= view.last + 1);
  return shown.map((section) => (
    <h2
      key={section.month}
      className="pointer-events-none absolute inset-x-0 top-0 flex items-end gap-2 pb-2 text-lg"
      style={{ height: layout.look.heading, transform: `translateY(${section.top - view.shift}px)` }}
    >
      {monthWords(section.month)}
      <span className="text-sm font-normal text-text-3 tabular-nums">{count(section.count, "picture")}</span>
    </h2>
  ));
}
