import { Ban, Ellipsis, KeyRound, LockOpen, Pencil, Trash2 } from "lucide-react";

import { useLogin } from "@/api/login";
import type { Account } from "@/api/people";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/menu";
import { clock } from "@/lib/format";
import { serverNow } from "@/lib/server-clock";

import type { AccountChange } from "./queries";
import { ROLES } from "./words";

interface Props {
  account: Account;
  lastAdmin: boolean;
  onEdit: () => void;
  onReset: () => void;
  onRemove: () => void;
  onChange: (change: AccountChange) => void;
}

export function PersonRow({ account, lastAdmin, onEdit, onReset, onRemove, onChange }: Props) {
  const own = useLogin((login) => login.me?.account_id === account.id);
  const { name, full_name, role, disabled, locked_until, last_seen_at, has_password, limits } = account;
  const locked = locked_until !== null && Date.parse(locked_until) > serverNow();
  const keptBy = lastAdmin ? "The studio needs one admin" : own ? "This is you" : undefined;
  const unless = keptBy === undefined ? {} : { unless: keptBy };
  return (
    <li className="flex min-h-14 items-center gap-3 border-t border-line-1 py-2">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{full_name || name}</span>
          {full_name && <span className="text-text-3">{name}</span>}
          {own && <Badge>You</Badge>}
          {disabled && <Badge tone="warn">Closed</Badge>}
          {locked && <Badge tone="warn">Locked until {clock(new Date(locked_until))}</Badge>}
        </p>
        <p className="text-sm text-text-3">
          {ROLES[role].label}
          {limits && " · limits of its own"}
          {!has_password && " · logs in elsewhere"} ·{" "}
          {last_seen_at ? (
            <>
              seen <TimeAgo at={last_seen_at} />
            </>
          ) : (
            "never here"
          )}
        </p>
      </div>
      <DropdownMenu
        trigger={
          <Button variant="ghost" size="icon" aria-label={`What to do with ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
        groups={[
          [
            { label: "Name, role, limits", icon: Pencil, run: onEdit },
            { label: "Reset the password", icon: KeyRound, run: onReset },
            ...(locked
              ? [{ label: "Unlock", icon: LockOpen, run: () => onChange({ unlock: true }) } as const]
              : []),
          ],
          [
            disabled
              ? { label: "Open again", icon: LockOpen, run: () => onChange({ disabled: false }) }
              : { label: "Close", icon: Ban, run: () => onChange({ disabled: true }), ...unless },
            { label: "Delete", icon: Trash2, danger: true, run: onRemove, ...unless },
          ],
        ]}
      />
    </li>
  );
}
