import type { ReactNode } from "react";

import { Button } from "./button";
import { Dialog } from "./dialog";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** What happens and what stays: "Stop learning Ada?" "Step 300 stays." */
  title: ReactNode;
  description: ReactNode;
  /** The act by its name: "Stop". */
  action: string;
  /** "Go on" */
  cancel?: string;
  onConfirm: () => void;
  busy?: boolean;
  danger?: boolean;
}

/** Asks before what cannot be undone. What can be undone is done at once, with an Undo. */
export function Confirm({
  action,
  cancel = "Cancel",
  onConfirm,
  busy = false,
  danger = true,
  ...dialog
}: Props) {
  return (
    <Dialog
      {...dialog}
      className="max-sm:top-auto max-sm:rounded-t-card max-sm:pb-[env(safe-area-inset-bottom)]"
      footer={
        <>
          <Button onClick={() => dialog.onOpenChange(false)}>{cancel}</Button>
          <Button variant={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
