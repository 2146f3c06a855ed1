import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { randomId } from "@/lib/ids";

import { dollars } from "../money";
import { NEW_PLAN, readPlan, type PlanDraft } from "./plan";
import { PlanFields } from "./PlanFields";
import { usePodChanges } from "./queries";

/** One pod, by hand: what it is and what it may cost. */
export default function NewPod({ onClose }: { onClose: () => void }) {
  const { make } = usePodChanges();
  const [draft, setDraft] = useState<PlanDraft>(NEW_PLAN);
  const [budget, setBudget] = useState<number | null>(null);
  const [intent, setIntent] = useState(randomId);
  const read = readPlan(draft);
  const ready = "plan" in read;
  const most = ready && draft.max_hours !== null ? read.plan.dollars_per_hour * draft.max_hours : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rent a pod"
      description="It costs money from when it starts until it has gone; it joins as a machine of the studio by itself."
      className="sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[min(40rem,94vw)]"
      footer={
        <>
          <p className="mr-auto self-center text-text-2 max-sm:basis-full">
            {!ready
              ? read.why
              : `At most ${dollars(budget ?? most ?? read.plan.dollars_per_hour)}${budget === null && most === null ? " an hour" : ""}`}
          </p>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="new-pod" variant="primary" busy={make.isPending} disabled={!ready}>
            Rent it
          </Button>
        </>
      }
    >
      <form
        id="new-pod"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (make.isPending || !ready) return;
          make.mutate(
            { body: { ...read.plan, budget }, intent },
            {
              onSuccess: ({ name }) => {
                say(`${name} is asked for`);
                onClose();
              },
              onError: () => setIntent(randomId()),
            },
          );
        }}
      >
        <PlanFields draft={draft} onChange={setDraft} />
        <Field label="Budget" note="dollars, optional" help="It goes once it has cost this.">
          <NumberField value={budget} onChange={setBudget} />
        </Field>
        {make.error && (
          <ErrorBlock
            error={make.error}
            title="No pod was rented."
            still="Where the answer was lost, look at the list: what the provider has is shown there."
          />
        )}
      </form>
    </Dialog>
  );
}
