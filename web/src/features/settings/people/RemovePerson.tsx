import { useState } from "react";

import type { Account } from "@/api/people";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";

import { useAccountChanges } from "./queries";

const EVERYTHING = "everything"; // no id: those begin with acc_

interface Props {
  account: Account;
  others: readonly Account[];
  onClose: () => void;
}

/** Deletes an account; what becomes of its things is decided first, and cannot be taken back. */
export function RemovePerson({ account, others, onClose }: Props) {
  const { remove } = useAccountChanges();
  const [heir, setHeir] = useState<string>();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete ${account.name}?`}
      description="Their log-ins and keys end at once. What they made needs somebody, or goes too. This cannot be undone; closing the account can."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            busy={remove.isPending}
            disabled={heir === undefined}
            onClick={() =>
              heir !== undefined &&
              remove.mutate(
                { id: account.id, giveTo: heir === EVERYTHING ? null : heir },
                {
                  onSuccess: () => {
                    say(`${account.name} has no account any more`);
                    onClose();
                  },
                },
              )
            }
          >
            {heir === EVERYTHING ? "Delete all of it" : "Delete the account"}
          </Button>
        </>
      }
    >
      <Select
        aria-label="What becomes of their pictures, characters and runs"
        placeholder="What becomes of their pictures, characters and runs?"
        value={heir}
        onChange={setHeir}
        options={[
          ...others
            .filter(({ id, disabled }) => id !== account.id && !disabled)
            .map(({ id, name, full_name }) => ({ value: id, label: `${full_name || name} gets them` })),
          { value: EVERYTHING, label: "They are deleted as well" },
        ]}
      />
      {remove.error && (
        <ErrorBlock error={remove.error} title="The account was not deleted." className="mt-4" />
      )}
    </Dialog>
  );
}
