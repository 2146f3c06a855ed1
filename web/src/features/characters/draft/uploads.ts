import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import type { Schemas } from "@/api/client";
import { upload } from "@/api/upload";
import { say, sayFailed, sayWithUndo } from "@/components/toast";
import { count } from "@/lib/format";
import { UploadQueue, type Upload } from "@/lib/uploads";
import { tellOfUploads } from "@/lib/uploads-under-way";
import { invalidateSoon } from "@/live/handlers";

import { changeCaptions, showUploaded } from "../changes";
import { characterKeys, type Reference } from "../queries";
import { captionsBefore } from "./take-captions";

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
  tellOfUploads(queue);
  queues.set(id, queue);
  return queue;
}

const isOfWords = ({ name }: File) => /\.(txt|caption|jsonl?|zip)$/i.test(name);

/** Pictures go up at once; files of captions wait until the pictures they name are there. */
export function bringFiles(client: QueryClient, id: string, files: readonly File[]): void {
  const queue = uploadsOf(client, id);
  const words = files.filter(isOfWords);
  queue.add(files.filter((file) => !isOfWords(file)));
  if (words.length === 0) return;
  const whenThere = () => {
    if (queue.list().some(isOpen)) return;
    stop();
    void takeCaptions(client, id, words);
  };
  const stop = queue.subscribe(whenThere);
  whenThere();
}

async function takeCaptions(client: QueryClient, id: string, files: readonly File[]): Promise<void> {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  const url = `/api/v1/characters/${encodeURIComponent(id)}/references/import-captions`;
  try {
    const { changes, unmatched } = await upload<Schemas["CaptionsChanged"]>(url, form);
    const rest = unmatched?.length ? `; ${count(unmatched.length, "name")} without a picture` : "";
    const said = `${count(changes.length, "caption")} taken from files${rest}`;
    if (changes.length === 0) say(said);
    else
      sayWithUndo(said, () => {
        changeCaptions(id, { captions: captionsBefore(changes) }).then(
          () => invalidateSoon(client, characterKeys.one(id)),
          (error: unknown) => sayFailed("The captions were not put back.", error),
        );
      });
    invalidateSoon(client, characterKeys.one(id));
  } catch (error) {
    sayFailed("The captions were not taken.", error);
  }
}

export function useUploadsOf(id: string): { queue: Queue; uploads: readonly PictureUpload[] } {
  const queue = uploadsOf(useQueryClient(), id);
  return { queue, uploads: useSyncExternalStore(queue.subscribe, queue.list) };
}
