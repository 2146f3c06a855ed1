import { useSyncExternalStore } from "react";

import { uploadTotals } from "./uploads";

// Uploads go on when their page is left; the frame tells of them, and the browser asks before the tab is closed.

/** What is told of: any list of uploads that says when it changes. */
interface Uploads {
  subscribe: (listener: () => void) => unknown;
  list: () => Parameters<typeof uploadTotals>[0];
}

const open = new Map<Uploads, { done: number; files: number }>();
const listeners = new Set<() => void>();
let words: string | null = null;

const ask = (event: BeforeUnloadEvent) => event.preventDefault();

function tell(): void {
  const totals = [...open.values()];
  const done = totals.reduce((sum, each) => sum + each.done, 0);
  const files = totals.reduce((sum, each) => sum + each.files, 0);
  const before = words;
  words = files === 0 ? null : `Uploading ${Math.min(done + 1, files)} of ${files}`;
  if (words === before) return;
  if (words === null) window.removeEventListener("beforeunload", ask);
  else window.addEventListener("beforeunload", ask);
  for (const listener of listeners) listener();
}

/** Has the frame tell of a queue's uploads for as long as some are open. */
export function tellOfUploads(queue: Uploads): void {
  queue.subscribe(() => {
    const { open: left, done, files } = uploadTotals(queue.list());
    if (left > 0) open.set(queue, { done, files });
    else open.delete(queue);
    tell();
  });
}

/** "Uploading 3 of 22", or null when nothing is on its way. */
export function useUploadWords(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => words,
  );
}
