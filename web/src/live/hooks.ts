import { createContext, use, useCallback, useEffect, useSyncExternalStore } from "react";

import { previews, type Live } from "./live";
import type { Preview } from "./previews";

export const LiveContext = createContext<Live | null>(null);

/** Hear events of these topics while the component is shown. Call it before the queries they keep right. */
export function useTopics(topics: readonly string[]): void {
  const live = use(LiveContext);
  const names = topics.join(" ");
  useEffect(() => (names === "" ? undefined : live?.watch(names.split(" "))), [live, names]);
}

/** The newest preview of a picture in the making; watches the job's topic. */
export function usePreview(jobId: string, index = 0): Preview | undefined {
  useTopics([`job:${jobId}`]);
  const subscribe = useCallback((changed: () => void) => previews.subscribe(jobId, changed), [jobId]);
  return useSyncExternalStore(subscribe, () => previews.get(jobId, index));
}
