import { queryOptions, type QueryClient } from "@tanstack/react-query";

import { answer, api, idempotent, type Schemas } from "@/api/client";
import { pictureQuery } from "@/api/gallery";
import { liveQuery } from "@/api/query-client";
import { ofKind } from "@/api/shelf";

import type { Model, Spec } from "./form";

type Recipe = Schemas["Recipe"];
export type Generation = Schemas["GenerationShown"];
export type Sampler = Schemas["SchedulerShown"];
export type CharacterListed = Schemas["CharacterListed"];
export type MadePicture = Generation["pictures"][number];

/** The model that a form means: without a name the studio's first that draws pictures. */
export function modelOf(models: readonly Model[] | undefined, name: string | null): Model | undefined {
  const bases = ofKind(models, "base");
  return bases.find((model) => model.name === name) ?? bases[0];
}

/** The samplers that a model can be drawn with, each with its options. */
export function samplersQuery(model: string | undefined) {
  return queryOptions({
    queryKey: ["schedulers", model ?? ""],
    queryFn: async ({ signal }) => {
      const query = model === undefined ? {} : { model };
      return (await answer(api.GET("/api/v1/schedulers", { params: { query }, signal }))).items;
    },
    staleTime: Infinity,
  });
}

/** Characters that can be drawn, the last used first. */
export const readyCharacters = queryOptions({
  queryKey: ["characters", "ready"],
  queryFn: async ({ signal }) => {
    const query = { status: "ready", sort: "last_used", limit: 100 } as const;
    return (await answer(api.GET("/api/v1/characters", { params: { query }, signal }))).items;
  },
  ...liveQuery("characters"),
});

export const generationKey = (id: string) => ["generations", id] as const;

export function generationQuery(id: string | null) {
  return queryOptions({
    queryKey: generationKey(id ?? ""),
    queryFn: ({ signal }): Promise<Generation> => {
      const params = { path: { generation_id: id ?? "" } };
      return answer(api.GET("/api/v1/generations/{generation_id}", { params, signal }));
    },
    enabled: id !== null,
    staleTime: Infinity,
  });
}

export function askFor(spec: Spec, key: string): Promise<Generation> {
  return answer(api.POST("/api/v1/generations", { params: { header: idempotent(key) }, body: spec }));
}

export function readRecipe(file: File): Promise<Schemas["RecipeRead"]> {
  const body = new FormData();
  body.set("file", file);
  return answer(
    api.POST("/api/v1/recipes/read", { body: body as never, bodySerializer: (form) => form as never }),
  );
}

interface Told {
  url: string;
  recipe: Pick<Recipe, "kind" | "image">;
}

/**
 * The request that made a picture, in the words of then: read from the file, which knows. A film and another size of
 * a picture have that of the picture they were made of.
 */
export async function specOf({ url, recipe }: Told, client: QueryClient): Promise<Spec> {
  if (recipe.kind === "video" || recipe.kind === "edit") {
    const first = recipe.image?.picture_id;
    if (!first) throw new Error("It was made of a picture that no words have made.");
    return specOf(await client.query(pictureQuery(first)), client);
  }
  const answered = await fetch(url);
  const { spec } = await readRecipe(new File([await answered.blob()], "picture.png"));
  if (!spec) throw new Error("The picture's file carries no recipe.");
  return spec;
}
