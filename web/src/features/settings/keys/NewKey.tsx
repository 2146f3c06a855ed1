import { useState } from "react";

import { useLogin } from "@/api/login";
import type { Limits, Scope } from "@/api/people";
import { Problem } from "@/api/problem";
import { LimitFields, sentLimits } from "@/components/people/LimitFields";
import { ShownOnce } from "@/components/people/ShownOnce";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Checkbox } from "@/components/ui/toggles";

import { useKeyChanges } from "./queries";
import { SCOPE_ORDER, SCOPES } from "./words";

const LASTS = { "30": "30 days", "90": "90 days", "365": "A year", never: "Until it is revoked" } as const;
type Lasts = keyof typeof LASTS;

/** What a program that gets the key may do, how long and how much; then the key, once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const me = useLogin((login) => login.me);
  const { make } = useKeyChanges();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(
    SCOPE_ORDER.filter((scope) => scope !== "admin" && (me?.scopes.includes(scope) ?? true)),
  );
  const [lasts, setLasts] = useState<Lasts>("365");
  const [limits, setLimits] = useState<Limits>({});
  if (make.data)
    return (
      <ShownOnce
        title={`The key ${make.data.name}`}
        description="Give it to the program as its API key, or as the password where it asks for one."
        label="The new key"
        secret={make.data.key}
        onClose={onClose}
      >
        <p className="mt-3 text-sm text-text-3">To try it:</p>
        <pre
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by keys as well
          tabIndex={0}
          aria-label="A call with the key"
          className="overflow-x-auto rounded-control bg-bg-0 px-3 py-2 font-mono text-sm"
        >
          {`curl -H "Authorization: Bearer ${make.data.key}" \\\n  ${globalThis.location.origin}/api/v1/auth/state`}
        </pre>
      </ShownOnce>
    );
  const problem = make.error && Problem.from(make.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New key"
      description="With it a program does what you may, as far as you say here."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="new-key"
            variant="primary"
            busy={make.isPending}
            disabled={name.trim() === "" || scopes.length === 0}
          >
            Make the key
          </Button>
        </>
      }
    >
      <form
        id="new-key"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (make.isPending) return;
          const expires_in_days = lasts === "never" ? null : Number(lasts);
          make.mutate({
            name: name.trim(),
            scopes: [...scopes],
            expires_in_days,
            limits: sentLimits(limits),
          });
        }}
      >
        <Field label="Name" help="Where it will be used, such as “Krita at home”." error={problem?.message}>
          <Input
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <fieldset>
          <legend className="mb-1 font-medium">May</legend>
          {SCOPE_ORDER.map((scope) => (
            <Checkbox
              key={scope}
              label={SCOPES[scope].label}
              help={me && !me.scopes.includes(scope) ? "You may not do this yourself." : SCOPES[scope].help}
              disabled={me !== null && !me.scopes.includes(scope)}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
            />
          ))}
        </fieldset>
        <Field label="Works for">
          <Select
            value={lasts}
            onChange={setLasts}
            options={(Object.keys(LASTS) as Lasts[]).map((value) => ({ value, label: LASTS[value] }))}
          />
        </Field>
        <details>
          <summary className="w-fit rounded-control py-1 text-text-2">Limits</summary>
          <LimitFields value={limits} onChange={setLimits} />
        </details>
      </form>
    </Dialog>
  );
}
