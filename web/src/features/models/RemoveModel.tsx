import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { bytes } from "@/lib/format";

import type { Model } from "./queries";
import { useRemoveModel } from "./use-model-acts";

interface Props {
  model: Model;
  onClose: () => void;
  onRemoved?: () => void;
}

/** Asks before files are deleted, and says who needs them. */
export function RemoveModel({ model, onClose, onRemoved }: Props) {
  const remove = useRemoveModel();
  const used = remove.error instanceof Problem && remove.error.code === "model_in_use";
  const go = (force: boolean) =>
    remove.mutate(
      { model, force },
      {
        onSuccess: () => {
          onClose();
          onRemoved?.();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={model.managed ? `Delete ${model.name}?` : `Take ${model.name} off the list?`}
      description={
        model.managed
          ? `Its files go from the disk, ${bytes(model.size_bytes)}. Pictures that were made with it stay.`
          : "Its files lie outside the models folder and stay where they are."
      }
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={remove.isPending} onClick={() => go(used)}>
            {used ? "Delete anyway" : model.managed ? "Delete" : "Take off"}
          </Button>
        </>
      }
    >
      {remove.error && (
        <ErrorBlock error={remove.error} title={used ? "Something needs it." : "It was not deleted."} />
      )}
    </Dialog>
  );
}
