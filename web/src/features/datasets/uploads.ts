import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import type { Schemas } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { upload } from "@/api/upload";
import { pathOf } from "@/lib/dropped-files";
import { UploadQueue, type Upload } from "@/lib/uploads";
import { tellOfUploads } from "@/lib/uploads-under-way";
import { invalidateSoon } from "@/live/handlers";

import type { Parcel } from "./parcels";
import { datasetKeys } from "./queries";

type Started = Schemas["ImportStarted"];
export type ParcelUpload = Upload<Started, Parcel>;

// Kept outside the page, so that leaving it does not stop what is on its way.
const queues = new Map<string, UploadQueue<Started, Parcel>>();

/** The uploads into one dataset, two at a time; what has arrived is an import then, and leaves the list. */
export function uploadsOf(client: QueryClient, id: string): UploadQueue<Started, Parcel> {
  const known = queues.get(id);
  if (known) return known;
  const queue = new UploadQueue<Started, Parcel>(
    ({ files, place }, { signal, onProgress }) => {
      const form = new FormData();
      for (const file of files) form.append("files", file, pathOf(file));
      if (place) {
        form.append("label", place.label);
        form.append("split", place.split);
      }
      return upload<Started>(`/api/v1/datasets/${encodeURIComponent(id)}/pictures`, form, {
        signal,
        onProgress,
      });
    },
    { parallel: 2 },
  );
  queue.subscribe(() => {
    const arrived = queue.list().find((item) => item.state === "done");
    if (!arrived) return;
    queue.remove(arrived.id);
    invalidateSoon(client, datasetKeys.all);
    invalidateSoon(client, jobKeys.all);
  });
  tellOfUploads(queue);
  queues.set(id, queue);
  return queue;
}

export function useUploadsOf(id: string) {
  const queue = uploadsOf(useQueryClient(), id);
  return { queue, uploads: useSyncExternalStore(queue.subscribe, queue.list) };
}
