import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type System = Schemas["SystemShown"];
export type Setting = Schemas["SettingShown"];

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }): Promise<System> => answer(api.GET("/api/v1/system", { signal })),
});

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }): Promise<Setting[]> => answer(api.GET("/api/v1/settings", { signal })),
});
