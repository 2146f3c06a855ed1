import { useState } from "react";

import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

import { useRunActs } from "../runs/acts";
import type { Run } from "../runs/queries";
import { TagsDialog } from "../runs/TagsDialog";

/** What a person has to say of a run; kept when the field is left. */
export function Notes({ run }: { run: Run }) {
  const { update } = useRunActs();
  const [typed, setTyped] = useState(run.notes);
  const { unless } = useSharing(run.project);
  const [tagging, setTagging] = useState(false);
  const keep = () => {
    if (typed !== run.notes) update.mutate({ run, change: { notes: typed } });
  };
  return (
    <section aria-label="Notes" className="grid gap-3">
      <Field
        label="Notes"
        note={
          unless ? undefined : update.isPending ? "saving…" : typed === run.notes ? "saved" : "not saved yet"
        }
      >
        <Textarea
          value={typed}
          readOnly={unless !== undefined}
          title={unless}
          maxLength={20_000}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={keep}
        />
      </Field>
      <Button size="small" className="justify-self-start" unless={unless} onClick={() => setTagging(true)}>
        Tags
      </Button>
      {tagging && <TagsDialog run={run} onClose={() => setTagging(false)} />}
    </section>
  );
}
