import { useState } from "react";

import type { PictureDetail } from "@/api/gallery";
import { cn } from "@/lib/cn";

import { Table, Td, Th, Tr } from "../ui/table";
import { Switch } from "../ui/toggles";
import { differences } from "./differences";

/** The recipes of several pictures, value beside value. */
export function Differences({ pictures }: { pictures: readonly PictureDetail[] }) {
  const [all, setAll] = useState(false);
  const rows = differences(pictures);
  const different = rows.filter(({ differs }) => differs);
  return (
    <section aria-label="Recipes" className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 className="text-lg">Recipes</h2>
        <Switch checked={all} onChange={setAll} label="Show what is the same too" />
      </div>
      {different.length === 0 && <p className="text-text-2">The recipes are the same in every value.</p>}
      {(all || different.length > 0) && (
        <Table>
          <thead>
            <tr>
              <Th>Setting</Th>
              {pictures.map(({ id }, i) => (
                <Th key={id}>Picture {i + 1}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : different).map(({ key, label, values, differs }) => (
              <Tr key={key}>
                <Th className="align-top">{label}</Th>
                {values.map((value, i) => (
                  <Td
                    key={i}
                    className={cn(
                      "max-w-96 align-top wrap-anywhere tabular-nums select-text",
                      !differs && "text-text-3",
                    )}
                  >
                    {value ?? "–"}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}
