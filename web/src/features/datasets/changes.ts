import { useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { say, sayFailed, sayWithUndo } from "@/components/toast";
import { count } from "@/lib/format";

import { datasetKeys, of, type PicturesChange, type PicturesPage, type PicturesWhere } from "./queries";
import { afterChange } from "./shown";

type Data = InfiniteData<PicturesPage>;

/** "put into knife", "left out": what a change does, after a count of pictures. */
export function changeWords({
  label,
  split,
  excluded,
  delete: gone,
  keep,
  heed,
}: Partial<PicturesChange>): string {
  if (gone) return "deleted";
  if (label != null) return `put into ${label}`;
  if (split != null) return `put into ${split}`;
  if (excluded != null) return excluded ? "left out" : "taken in again";
  if (keep != null) return "kept as it is";
  return heed == null ? "changed" : "looked at again";
}

/** Changes pictures, one or many: shown at once, put back if the server refuses, taken back by Undo. */
export function usePicturesChange(id: string) {
  const client = useQueryClient();
  const key = datasetKeys.pictures(id);
  const send = (body: PicturesChange) =>
    answer(api.POST("/api/v1/datasets/{id_or_name}/pictures/changes", { params: of(id), body }));
  const fresh = () => client.invalidateQueries({ queryKey: datasetKeys.all });
  const takeBack = async (changes: readonly PicturesChange[]) => {
    for (const each of changes) await send(each);
    await fresh();
  };
  return useMutation({
    scope: { id: `dataset ${id}` },
    mutationFn: send,
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueriesData<Data>({ queryKey: key });
      for (const [name, data] of before) {
        const where = name[3] as PicturesWhere;
        if (data) client.setQueryData<Data>(name, afterChange(data, where, change));
      }
      return before;
    },
    onError: (error, _change, before) => {
      before?.forEach(([name, data]) => client.setQueryData(name, data));
      sayFailed("That was not done.", error);
    },
    onSuccess: ({ changed, undo }, change) => {
      if (changed === 0) return;
      const words = `${count(changed, "picture")} ${changeWords(change)}`;
      if (undo.length === 0) say(words);
      else
        sayWithUndo(words, () => {
          takeBack(undo).catch((error: unknown) => sayFailed("That was not taken back.", error));
        });
    },
    onSettled: fresh,
  });
}

/** What can be done with a dataset as a whole. */
export function useDatasetActs(id: string) {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: datasetKeys.all });
  const send = async (changes: readonly PicturesChange[]) => {
    for (const body of changes)
      await answer(api.POST("/api/v1/datasets/{id_or_name}/pictures/changes", { params: of(id), body }));
    await fresh();
  };
  const told = (words: string, undo: readonly PicturesChange[]) => {
    if (undo.length === 0) say(words);
    else
      sayWithUndo(words, () => {
        send(undo).catch((error: unknown) => sayFailed("That was not taken back.", error));
      });
  };
  const update = useMutation({
    mutationFn: (body: Schemas["DatasetUpdate"]) =>
      answer(api.PATCH("/api/v1/datasets/{id_or_name}", { params: of(id), body })),
    onSuccess: (dataset) => client.setQueryData(datasetKeys.one(id), dataset),
    onSettled: fresh,
  });
  const remove = useMutation({
    mutationFn: (force: boolean) =>
      answer(api.DELETE("/api/v1/datasets/{id_or_name}", { params: { ...of(id), query: { force } } })),
    onSettled: fresh,
  });
  const renameClasses = useMutation({
    mutationFn: (body: Schemas["ClassRename"]) =>
      answer(api.POST("/api/v1/datasets/{id_or_name}/classes/rename", { params: of(id), body })),
    onSuccess: ({ changed, undo }, { to }) => told(`${count(changed, "picture")} put into ${to}`, undo),
    onSettled: fresh,
  });
  const splitOff = useMutation({
    mutationFn: (body: Schemas["SplitOff"]) =>
      answer(api.POST("/api/v1/datasets/{id_or_name}/split", { params: of(id), body })),
    onSuccess: ({ changed, undo }, { part }) => told(`${count(changed, "picture")} put into ${part}`, undo),
    onSettled: fresh,
  });
  const examine = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/datasets/{id_or_name}/doctor", { params: of(id) })),
    onError: (error) => sayFailed("The pictures are not examined.", error),
    onSettled: () => Promise.all([fresh(), client.invalidateQueries({ queryKey: jobKeys.all })]),
  });
  const look = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/datasets/{id_or_name}/look", { params: of(id) })),
    onError: (error) => sayFailed("The folder is not looked at.", error),
    onSettled: () => Promise.all([fresh(), client.invalidateQueries({ queryKey: jobKeys.all })]),
  });
  return { update, remove, renameClasses, splitOff, examine, look };
}

export function useMakeDataset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["DatasetCreate"]) => answer(api.POST("/api/v1/datasets", { body })),
    onSuccess: (dataset) => {
      client.setQueryData(datasetKeys.one(dataset.id), dataset);
      void client.invalidateQueries({ queryKey: datasetKeys.all });
    },
  });
}
