import { Confirm } from "@/components/ui/confirm";
import { count } from "@/lib/format";

import { useRunActs } from "./acts";
import type { RunListed } from "./queries";

interface Props {
  runs: readonly RunListed[];
  onClose: () => void;
  onDone?: () => void;
}

/** Says what goes and what stays. */
export function DeleteRuns({ runs, onClose, onDone }: Props) {
  const { remove } = useRunActs();
  const [first] = runs;
  const published = runs.flatMap(({ model }) => (model ? [model] : []));
  const title =
    runs.length === 1 ? `Delete run ${first?.number ?? ""}?` : `Delete ${count(runs.length, "run")}?`;
  const stays =
    published.length > 0 ? `On the shelf of models stays: ${published.join(", ")}.` : "The pictures stay.";
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={title}
      description={`Its model, curves and results go, and cannot be brought back. ${stays}`}
      action="Delete"
      cancel="Keep"
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(runs, {
          onSuccess: () => {
            onClose();
            onDone?.();
          },
        })
      }
    />
  );
}
