import { useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { ShownOnce } from "@/components/people/ShownOnce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { moment } from "@/lib/format";

import { useAgentChanges } from "../queries";
import { readLabels } from "../words";

const LASTS = {
  "1": "An hour",
  "24": "A day",
  "168": "A week",
  "720": "30 days",
  never: "Until it is revoked",
} as const;
const USES = { "1": "One machine", "10": "10 machines", "100": "100 machines", any: "Any number" } as const;

const options = <T extends string>(words: Readonly<Record<T, string>>) =>
  (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));

/** A token for machines that are to join, then the command to run there, once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { make } = useAgentChanges();
  const [name, setName] = useState("");
  const [uses, setUses] = useState<keyof typeof USES>("1");
  const [lasts, setLasts] = useState<keyof typeof LASTS>("24");
  const [typed, setTyped] = useState("");
  const labels = readLabels(typed);
  if (make.data) {
    const { command, expires_at } = make.data;
    return (
      <ShownOnce
        title="Run this on the machine"
        description={`It needs Safelight there, and a way to this studio${expires_at ? `; the token works until ${moment(new Date(expires_at))}` : ""}.`}
        label="The command"
        secret={command}
        onClose={onClose}
      />
    );
  }
  const problem = make.error && Problem.from(make.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a machine"
      description="A token lets it join. Only its digest is kept: the command is shown once."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="new-token"
            variant="primary"
            busy={make.isPending}
            disabled={name.trim() === "" || !labels}
          >
            Make the token
          </Button>
        </>
      }
    >
      <form
        id="new-token"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (make.isPending || !labels) return;
          make.mutate({
            name: name.trim(),
            labels,
            uses: uses === "any" ? null : Number(uses),
            hours: lasts === "never" ? null : Number(lasts),
          });
        }}
      >
        <Field label="Name" help="Such as the place where the machines stand." error={problem?.field("name")}>
          <Input
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Lets in">
            <Select value={uses} onChange={setUses} options={options(USES)} />
          </Field>
          <Field label="Works for">
            <Select value={lasts} onChange={setLasts} options={options(LASTS)} />
          </Field>
        </div>
        <Field
          label="Labels"
          note="optional"
          help="What its workers are called by, such as zone=attic, gpu=fast; jobs may ask for them."
          error={labels ? problem?.field("labels") : "Write each as name=value, with commas between."}
        >
          <Input
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        {problem && <ErrorBlock error={problem} />}
      </form>
    </Dialog>
  );
}
