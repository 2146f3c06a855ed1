import { useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";
import { Switch } from "@/components/ui/toggles";

import { PlanFields } from "../pods/PlanFields";
import { draftOfRule, NEW_RULE, readRule, type RuleDraft } from "./draft";
import { useRuleChanges, type Rule } from "./queries";

const FIGURES = [
  { name: "floor", label: "Pods at least", note: "" },
  { name: "ceiling", label: "Pods at most", note: "" },
  { name: "queue_seconds", label: "One more when a job has waited", note: "seconds" },
  { name: "cool_down_seconds", label: "Not before, after the last one", note: "seconds" },
  { name: "budget_per_day", label: "Budget a day", note: "dollars, optional" },
  { name: "budget", label: "Budget in all", note: "dollars, optional" },
] as const;

/** A rule, new or changed; a new one begins switched off, so that its preview comes first. */
export default function RuleForm({ rule, onClose }: { rule?: Rule; onClose: () => void }) {
  const { save } = useRuleChanges();
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? draftOfRule(rule) : NEW_RULE));
  const set = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part });
  const read = readRule(draft);
  const problem = save.error && Problem.from(save.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={rule ? `Edit ${rule.name}` : "New rule"}
      description={
        rule
          ? "Pods that it has rented stay as they were asked for."
          : "Switched off it only shows what it would do."
      }
      className="sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[min(40rem,94vw)]"
      footer={
        <>
          {"why" in read && <p className="mr-auto self-center text-text-2 max-sm:basis-full">{read.why}</p>}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="rule"
            variant="primary"
            busy={save.isPending}
            disabled={!("body" in read)}
          >
            {rule ? "Save" : "Make the rule"}
          </Button>
        </>
      }
    >
      <form
        id="rule"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (save.isPending || !("body" in read)) return;
          save.mutate(
            { rule: rule?.id, body: read.body },
            {
              onSuccess: ({ name }) => {
                say(rule ? `${name} is changed` : `${name} is made`);
                onClose();
              },
            },
          );
        }}
      >
        <Field label="Name" error={problem?.field("name")}>
          <Input
            maxLength={80}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Switch
          label="On"
          help={draft.is_on ? "It rents pods, which cost money." : "It only shows what it would do."}
          checked={draft.is_on}
          onChange={(is_on) => set({ is_on })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          {FIGURES.map(({ name, label, note }) => (
            <Field key={name} label={label} {...(note && { note })}>
              <NumberField value={draft[name]} onChange={(value) => set({ [name]: value })} />
            </Field>
          ))}
        </div>
        <PlanFields draft={draft.machine} onChange={(machine) => set({ machine })} />
        {problem && <ErrorBlock error={problem} />}
      </form>
    </Dialog>
  );
}
