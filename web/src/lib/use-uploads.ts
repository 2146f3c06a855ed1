import { useEffect, useState, useSyncExternalStore } from "react";

import { UploadQueue, type Send, type Upload } from "./uploads";

/** An upload queue for as long as the component lives. For uploads that outlive their page, keep the queue in a module. */
export function useUploads<R>(send: Send<R>): { queue: UploadQueue<R>; uploads: readonly Upload<R>[] } {
  const [queue] = useState(() => new UploadQueue(send));
  const uploads = useSyncExternalStore(queue.subscribe, queue.list);
  useEffect(() => () => queue.clear(), [queue]);
  return { queue, uploads };
}
