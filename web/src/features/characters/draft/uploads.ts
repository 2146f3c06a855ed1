import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { upload } from "@/api/upload";
import { UploadQueue, type Upload } from "@/lib/uploads";

import { showUploaded } from "../changes";
import type { Reference } from "../queries";

export type PictureUpload = Upload<Reference>;
type Queue = UploadQueue<Reference>;

const isOpen = ({ state }: PictureUpload) => state === "waiting" || state === "sending";

// Kept outside the page, so that leaving it does not stop what is on its way.
const queues = new Map<string, Queue>();

const captions = new WeakMap<File, string>();

/** Brings a picture back that was removed, with its caption. */
export function bringBack(client: QueryClient, id: string, file: File, caption: string | null): void {
  if (caption) captions.set(file, caption);
  uploadsOf(client, id).add([file]);
}

/** The uploads into one character; what has arrived is a picture of it then, and leaves the list with its batch. */
export function uploadsOf(client: QueryClient, id: string): Queue {
  const known = queues.get(id);
  if (known) return known;
  const queue: Queue = new UploadQueue<Reference>(async (file, options) => {
    const form = new FormData();
    form.append("file", file);
    const caption = captions.get(file);
    if (caption) form.append("caption", caption);
    const url = `/api/v1/characters/${encodeURIComponent(id)}/references`;
    const reference = await upload<Reference>(url, form, options);
    showUploaded(client, id, reference);
    return reference;
  });
  queue.subscribe(() => {
    const uploads = queue.list();
    if (uploads.some(isOpen)) return; // until then the finished ones count in the total
    const arrived = uploads.find((item) => item.state === "done");
    if (arrived) queue.remove(arrived.id);
  });
  queues.set(id, queue);
  return queue;
}

export function useUploadsOf(id: string): { queue: Queue; uploads: readonly PictureUpload[] } {
  const queue = uploadsOf(useQueryClient(), id);
  return { queue, uploads: useSyncExternalStore(queue.subscribe, queue.list) };
}
