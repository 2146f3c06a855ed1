import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useLogin } from "@/api/login";
import type { Account } from "@/api/people";
import { ErrorBlock } from "@/components/ErrorBlock";
import { ShownOnce } from "@/components/people/ShownOnce";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";

import { EditPerson } from "./EditPerson";
import { Invite } from "./Invite";
import { PersonRow } from "./PersonRow";
import { accountsQuery, useAccountChanges } from "./queries";
import { RemovePerson } from "./RemovePerson";
import { ShareStudio } from "./ShareStudio";

/** Who has an account here; before the first one, the way to it. */
export default function People() {
  const hasAccounts = useLogin((login) => login.hasAccounts);
  return hasAccounts ? <Accounts /> : <ShareStudio />;
}

type Asked = "invite" | { edit: Account } | { remove: Account } | { reset: Account } | undefined;

function Accounts() {
  const { data, error, refetch } = useQuery(accountsQuery);
  const { change, reset } = useAccountChanges();
  const [asked, setAsked] = useState<Asked>();
  const [password, setPassword] = useState<{ name: string; password: string }>();
  useShortcuts([{ id: "person new", keys: "N", label: "New account", run: () => setAsked("invite") }]);
  if (error)
    return <ErrorBlock error={error} title="The accounts did not arrive." onRetry={() => void refetch()} />;
  const admins = data?.filter(({ role, disabled }) => role === "admin" && !disabled).length ?? 0;
  const close = () => setAsked(undefined);
  return (
    <div className="grid max-w-3xl gap-4 pt-1">
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[60ch] grow text-text-2">
          Each sees what is their own and what others share with them. That holds for admins too, but for the
          queue.
        </p>
        <Button variant="primary" keys="N" onClick={() => setAsked("invite")}>
          New account
        </Button>
      </div>
      {!data && <Skeleton className="h-32" />}
      <ul aria-label="Accounts">
        {data?.map((account) => (
          <PersonRow
            key={account.id}
            account={account}
            lastAdmin={admins === 1 && account.role === "admin" && !account.disabled}
            onEdit={() => setAsked({ edit: account })}
            onReset={() => setAsked({ reset: account })}
            onRemove={() => setAsked({ remove: account })}
            onChange={(body) => change.mutate({ id: account.id, body })}
          />
        ))}
      </ul>
      {asked === "invite" && <Invite onClose={close} />}
      {typeof asked === "object" && "edit" in asked && <EditPerson account={asked.edit} onClose={close} />}
      {typeof asked === "object" && "remove" in asked && (
        <RemovePerson account={asked.remove} others={data ?? []} onClose={close} />
      )}
      {typeof asked === "object" && "reset" in asked && (
        <Confirm
          open
          onOpenChange={close}
          title={`A new password for ${asked.reset.name}?`}
          description="The old one works no more, and they are logged out everywhere. Their keys stay."
          action="Reset the password"
          busy={reset.isPending}
          onConfirm={() =>
            reset.mutate(asked.reset.id, {
              onSuccess: (made) => setPassword({ name: asked.reset.name, ...made }),
              onSettled: close,
            })
          }
        />
      )}
      {password && (
        <ShownOnce
          title={`A password for ${password.name}`}
          description="Pass it on; they change it in Settings, under Account."
          label="The new password"
          secret={password.password}
          onClose={() => setPassword(undefined)}
        />
      )}
    </div>
  );
}
