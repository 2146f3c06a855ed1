import { monthShort, monthWords } from "@/lib/calendar";
import { count } from "@/lib/format";

import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import type { Section } from "./layout";

interface Props {
  sections: readonly Section[];
  onGo: (section: Section) => void;
  onClose: () => void;
}

/** All months that have pictures, year by year: the keyboard's way along the date rail. */
export function GoToDate({ sections, onGo, onClose }: Props) {
  const years = new Map<string, Section[]>();
  for (const section of sections) {
    const year = section.month.slice(0, 4);
    years.set(year, [...(years.get(year) ?? []), section]);
  }
  return (
    <Dialog open onOpenChange={onClose} title="Go to a date">
      <div className="grid gap-4 pb-4">
        {[...years].map(([year, months]) => (
          <section key={year} aria-label={year}>
            <h3 className="mb-1.5 text-text-2 tabular-nums">{year}</h3>
            <div className="grid grid-cols-4 gap-1.5 sm:grid-cols-6">
              {months.map((section) => (
                <Button
                  key={section.month}
                  aria-label={`${monthWords(section.month)}, ${count(section.count, "picture")}`}
                  title={count(section.count, "picture")}
                  className="px-1"
                  onClick={() => {
                    onClose();
                    onGo(section);
                  }}
                >
                  {monthShort(section.month)}
                </Button>
              ))}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
