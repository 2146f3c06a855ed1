import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { count as counted } from "@/lib/format";

import { runKeys, type Run } from "../runs/queries";
import { againSpec } from "./again";

/** Labels were put right: the next run learns from them. */
export function Fixes({ run, project, count }: { run: Run; project: string; count: number }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const again = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/classifiers/runs", { body: againSpec(run) })),
    onSuccess: ({ run: started }) => {
      void client.invalidateQueries({ queryKey: runKeys.all });
      void navigate({
        to: "/classifiers/$project/runs/$runId",
        params: { project, runId: String(started.number) },
      });
    },
    onError: (error) => sayFailed("The run was not started.", error),
  });
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-3 rounded-card bg-lamp-tint px-4 py-2 text-on-lamp-tint"
    >
      <span className="grow">{counted(count, "label")} put right in the dataset.</span>
      <Button variant="primary" busy={again.isPending} onClick={() => again.mutate()}>
        Train again with {counted(count, "fix", "fixes")}
      </Button>
    </div>
  );
}
