import { useState } from "react";

import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Checkbox } from "@/components/ui/toggles";
import { number } from "@/lib/format";

import { useDatasetActs } from "../changes";
import type { Dataset } from "../queries";
import { classCounts } from "../words";

/** One name for one or several classes; several become one. */
export function ClassesDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { renameClasses } = useDatasetActs(dataset.id);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [to, setTo] = useState("");
  const name = to.trim();
  const joins = dataset.labels.some(({ label }) => label === name && !chosen.includes(label));
  const merges = chosen.length > 1 || joins;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename and merge classes"
      description="Choose one class to rename it, or several to make one of them."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            type="submit"
            form="classes"
            variant="primary"
            busy={renameClasses.isPending}
            disabled={chosen.length === 0 || name === ""}
          >
            {merges ? "Make them one class" : "Rename"}
          </Button>
        </>
      }
    >
      <form
        id="classes"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.length === 0 || name === "") return;
          renameClasses.mutate(
            { labels: [...chosen], to: name },
            {
              onSuccess: () => {
                setChosen([]);
                setTo("");
              },
            },
          );
        }}
      >
        <fieldset className="grid">
          <legend className="sr-only">Classes</legend>
          {classCounts(dataset.labels, undefined).map(({ label, pictures }) => (
            <Checkbox
              key={label}
              checked={chosen.includes(label)}
              label={
                <span className="break-all">
                  {label} <span className="text-text-3 tabular-nums">{number(pictures)}</span>
                </span>
              }
              onChange={(on) =>
                setChosen((before) => (on ? [...before, label] : before.filter((each) => each !== label)))
              }
            />
          ))}
        </fieldset>
        <Field
          label="New name"
          error={renameClasses.error && Problem.from(renameClasses.error).message}
          help={joins ? `There is a class ${name} already: they become one.` : undefined}
        >
          <Input value={to} maxLength={200} onChange={({ target }) => setTo(target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
