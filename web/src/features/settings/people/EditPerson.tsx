import { useState } from "react";

import { useLogin } from "@/api/login";
import type { Account } from "@/api/people";
import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { draftOf, sent } from "./person";
import { PersonFields } from "./PersonFields";
import { useAccountChanges } from "./queries";

/** Name, role and limits of an account; they hold at once. */
export function EditPerson({ account, onClose }: { account: Account; onClose: () => void }) {
  const own = useLogin((login) => login.me?.account_id === account.id);
  const { change } = useAccountChanges();
  const [draft, setDraft] = useState(() => draftOf(account));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={account.name}
      description="What is changed here holds at once, for keys and log-ins too."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="edit-account" variant="primary" busy={change.isPending}>
            Keep
          </Button>
        </>
      }
    >
      <form
        id="edit-account"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) change.mutate({ id: account.id, body: sent(draft) }, { onSuccess: onClose });
        }}
      >
        <PersonFields
          value={draft}
          onChange={setDraft}
          roleStays={own ? "Another admin changes yours" : undefined}
        />
        {change.error && <ErrorBlock error={Problem.from(change.error)} />}
      </form>
    </Dialog>
  );
}
