import { useMutation } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";

import type { RunListed } from "../runs/queries";

interface Props {
  run: Pick<RunListed, "id">;
  /** Why it may not be opened: somebody starts it who may train. */
  unless: string | undefined;
}

/** Opens TensorBoard of the run in a tab of its own, which says itself that it starts. */
export function TensorBoard({ run, unless }: Props) {
  const open = useMutation({
    // The tab is opened in the click, before the server has answered: later a browser takes it for an advertisement.
    mutationFn: async (tab: Window | null) => {
      const board = await answer(
        api.POST("/api/v1/classifiers/runs/{run}/tensorboard", { params: { path: { run: run.id } } }),
      );
      if (board.state === "unavailable" || board.state === "failed")
        throw new Error(board.message ?? "It did not start.");
      if (tab) tab.location.replace(board.url);
      else location.assign(board.url);
    },
    onError: (error, tab) => {
      tab?.close();
      sayFailed("TensorBoard was not opened.", error);
    },
  });
  return (
    <Button busy={open.isPending} unless={unless} onClick={() => open.mutate(window.open("", "_blank"))}>
      <ExternalLink aria-hidden />
      TensorBoard
    </Button>
  );
}
