import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed, sayWithUndo } from "@/components/toast";

import { modelQuery, shelfQuery, type Model } from "./queries";

type Changes = Schemas["ModelUpdate"];

/** Changes of a model's settings: shown when the server has them. */
export function useUpdateModel(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Changes) =>
      (await answer(api.PATCH("/api/v1/models/{name}", { params: { path: { name } }, body }))) as Model,
    onSuccess: async (model) => {
      client.setQueryData(modelQuery(model.name).queryKey, model);
      await client.invalidateQueries({ queryKey: ["models"] });
    },
  });
}

/** Takes a model off the shelf. Where its files stay, this can be undone. */
export function useRemoveModel() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: shelfQuery.queryKey });
  return useMutation({
    mutationFn: async ({ model, force = false }: { model: Model; force?: boolean }) => {
      const params = { path: { name: model.name }, query: { force } };
      return answer(api.DELETE("/api/v1/models/{name}", { params }));
    },
    onSuccess: (removed, { model }) => {
      client.removeQueries({ queryKey: modelQuery(model.name).queryKey });
      void refresh();
      if (removed.files === "kept")
        sayWithUndo(
          `${model.name} is off the list; its files stay.`,
          () => void takeBack(model).then(refresh),
        );
    },
  });
}

/** Registers it again where it lies, as it was set. */
async function takeBack({ name, location, settings: { defaults, load, training } }: Model) {
  try {
    await api.POST("/api/v1/models", { body: { path: location, name } });
    await api.PATCH("/api/v1/models/{name}", {
      params: { path: { name } },
      body: { ...(defaults && { defaults }), ...(load && { load }), ...(training && { training }) },
    });
  } catch (error) {
    sayFailed(`${name} did not come back.`, error);
  }
}
