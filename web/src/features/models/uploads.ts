import { useSyncExternalStore } from "react";

import { upload } from "@/api/upload";
import { UploadQueue } from "@/lib/uploads";
import { tellOfUploads } from "@/lib/uploads-under-way";

import type { Model } from "./queries";

const ADDRESS = "/api/v1/models/upload";

/** Model files on their way to the studio; they go on when the page is left. One at a time: they are large. */
export const modelUploads = new UploadQueue<Model>(
  (file, { signal, onProgress }) => {
    const form = new FormData();
    form.set("file", file);
    return upload(ADDRESS, form, { signal, onProgress });
  },
  { parallel: 1 },
);
tellOfUploads(modelUploads);

export const useModelUploads = () => useSyncExternalStore(modelUploads.subscribe, modelUploads.list);
