import type { Account, Limits, Role } from "@/api/people";
import { sentLimits } from "@/components/people/LimitFields";

/** What an admin says of somebody, as it is typed. */
export interface PersonDraft {
  full_name: string;
  email: string;
  role: Role;
  limits: Limits;
}

export function draftOf({ full_name, email, role, limits }: Account): PersonDraft {
  return { full_name, email: email ?? "", role, limits: limits ?? {} };
}

export function sent({ full_name, email, role, limits }: PersonDraft) {
  const typed = email.trim();
  return {
    full_name: full_name.trim(),
    email: typed === "" ? null : typed,
    role,
    limits: sentLimits(limits),
  };
}
