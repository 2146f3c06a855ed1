import { useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed, sayWithUndo } from "@/components/toast";

import type { Prediction } from "../runs/queries";

type Pages = InfiniteData<{ items: Prediction[]; next?: string | null }>;

/** The class that a picture is filed under now. */
export function filedUnder({ label, current_label }: Pick<Prediction, "label" | "current_label">): string {
  return current_label ?? label;
}

/** Pages of predictions in which one picture is filed under another class. */
export function relabelled(pages: Pages | undefined, picture: Prediction, label: string): Pages | undefined {
  return (
    pages && {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.map((each) =>
          each.split === picture.split && each.position === picture.position
            ? { ...each, current_label: label === each.label ? null : label }
            : each,
        ),
      })),
    }
  );
}

/** Files a picture under another class of its dataset, at once; Undo files it back. */
export function useRelabel(run: string, onFixed: (picture: Prediction, label: string) => void) {
  const client = useQueryClient();
  const queryKey = ["classifiers", "predictions", run];
  const show = (picture: Prediction, label: string) =>
    client.setQueriesData<Pages>({ queryKey }, (pages) => relabelled(pages, picture, label));
  const file = useMutation({
    mutationFn: ({ picture, label }: { picture: Prediction; label: string }) => {
      const body: Schemas["Relabel"] = { split: picture.split, positions: [picture.position], label };
      return answer(api.POST("/api/v1/classifiers/runs/{run}/relabel", { params: { path: { run } }, body }));
    },
    onMutate: ({ picture, label }) => show(picture, label),
    onSuccess: ({ gone }, { picture, label }) => {
      void client.invalidateQueries({ queryKey: ["datasets"] });
      if (gone > 0) throw new Error("The picture is not in the dataset any more.");
      onFixed(picture, label);
    },
    onError: (error, { picture }) => {
      show(picture, filedUnder(picture));
      sayFailed("The picture stays where it was.", error);
    },
  });
  return (picture: Prediction, label: string) => {
    const before = filedUnder(picture);
    if (before === label || picture.picture_id === null) return;
    file.mutate(
      { picture, label },
      {
        onSuccess: () =>
          sayWithUndo(`Now filed under ${label}`, () =>
            file.mutate({ picture: { ...picture, current_label: label }, label: before }),
          ),
      },
    );
  };
}
