import type { Role } from "@/api/people";
import { LimitFields } from "@/components/people/LimitFields";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";

import type { PersonDraft } from "./person";
import { ROLES } from "./words";

interface Props {
  value: PersonDraft;
  onChange: (value: PersonDraft) => void;
  /** Why the role stays as it is. */
  roleStays?: string | undefined;
}

/** What an admin says of an account, new or old. */
export function PersonFields({ value, onChange, roleStays }: Props) {
  const cards = (Object.keys(ROLES) as Role[]).map((role) => ({
    value: role,
    ...ROLES[role],
    ...(roleStays && role !== value.role && { unless: roleStays }),
  }));
  return (
    <>
      <Field label="Full name" note="optional">
        <Input
          maxLength={120}
          autoComplete="off"
          value={value.full_name}
          onChange={(event) => onChange({ ...value, full_name: event.target.value })}
        />
      </Field>
      <Field
        label="E-mail"
        note="optional"
        help="Another service’s log-in with this address is theirs. The studio sends no mail."
      >
        <Input
          type="email"
          maxLength={254}
          autoComplete="off"
          value={value.email}
          onChange={(event) => onChange({ ...value, email: event.target.value })}
        />
      </Field>
      <div className="grid gap-1.5">
        <span className="font-medium">Role</span>
        <RadioCards
          label="Role"
          value={value.role}
          onChange={(role) => onChange({ ...value, role })}
          cards={cards}
          className="sm:grid-flow-row"
        />
      </div>
      <details>
        <summary className="w-fit rounded-control py-1 text-text-2">Limits</summary>
        <LimitFields value={value.limits} onChange={(limits) => onChange({ ...value, limits })} />
      </details>
    </>
  );
}
