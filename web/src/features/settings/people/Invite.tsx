import { useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { ShownOnce } from "@/components/people/ShownOnce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { sent, type PersonDraft } from "./person";
import { PersonFields } from "./PersonFields";
import { useAccountChanges } from "./queries";

const NEW: PersonDraft = { full_name: "", email: "", role: "member", limits: {} };

/** A new account with a password that is shown once; its owner changes it. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { make } = useAccountChanges();
  const [name, setName] = useState("");
  const [draft, setDraft] = useState<PersonDraft>(NEW);
  if (make.data)
    return (
      <ShownOnce
        title={`${make.data.name} has an account`}
        description={`They log in at ${globalThis.location.origin} as ${make.data.name}, and change the password there.`}
        label="The password"
        secret={make.data.password ?? ""}
        onClose={onClose}
      />
    );
  const problem = make.error && Problem.from(make.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New account"
      description="A password is made and shown to you once."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="new-account"
            variant="primary"
            busy={make.isPending}
            disabled={name.trim() === ""}
          >
            Make the account
          </Button>
        </>
      }
    >
      <form
        id="new-account"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!make.isPending) make.mutate({ name: name.trim(), ...sent(draft) });
        }}
      >
        <Field label="Name" help="What they log in with: small letters, digits, and . _ @ + -">
          <Input
            autoComplete="off"
            autoCapitalize="none"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <PersonFields value={draft} onChange={setDraft} />
        {problem && <ErrorBlock error={problem} />}
      </form>
    </Dialog>
  );
}
