import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";

export type Style = Schemas["StyleShown"];
export type StyleWords = Required<Schemas["StyleCreate"]>;
export type Imported = Schemas["StyleImport"];
export type OnConflict = "skip" | "replace" | "rename";

export const stylesKey = ["styles"] as const;

/** All styles in their groups, with the thumbnails that a model drew. */
export function stylesQuery(model: string | null) {
  return queryOptions({
    queryKey: [...stylesKey, model],
    queryFn: async ({ signal }) => {
      const query = model ? { model } : {};
      return (await answer(api.GET("/api/v1/styles", { params: { query }, signal }))).groups;
    },
    ...liveQuery("styles"),
  });
}

const named = (id: string) => ({ params: { path: { id_or_name: id } } });

export const createStyle = (body: StyleWords) => answer(api.POST("/api/v1/styles", { body }));

export const changeStyle = (id: string, body: StyleWords) =>
  answer(api.PATCH("/api/v1/styles/{id_or_name}", { ...named(id), body }));

export const copyStyle = (id: string) =>
  answer(api.POST("/api/v1/styles/{id_or_name}/copy", { ...named(id), body: {} }));

export const deleteStyle = (id: string) => answer(api.DELETE("/api/v1/styles/{id_or_name}", named(id)));

export const drawStyle = (id: string, model: string | null) =>
  answer(
    api.POST("/api/v1/styles/{id_or_name}/thumbnail", {
      ...named(id),
      body: { subject: "a cat", ...(model && { model }) },
    }),
  );

export const drawMissing = (model: string | null) =>
  answer(api.POST("/api/v1/styles/thumbnails", { body: { subject: "a cat", ...(model && { model }) } }));

/** Takes a file in, or only says what would become of its entries. */
export function importStyles(file: File, conflicts: OnConflict, dryRun: boolean): Promise<Imported> {
  const body = new FormData();
  body.set("file", file);
  body.set("conflicts", conflicts);
  body.set("dry_run", String(dryRun));
  return answer(
    api.POST("/api/v1/styles/import", { body: body as never, bodySerializer: (form) => form as never }),
  );
}

export async function exportedStyles(): Promise<Blob> {
  const file = await answer(api.GET("/api/v1/styles/export", {}));
  return new Blob([JSON.stringify(file, null, 2)], { type: "application/json" });
}
