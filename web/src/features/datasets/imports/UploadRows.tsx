import { OctagonAlert, X } from "lucide-react";

import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { bytes } from "@/lib/format";

import type { ParcelUpload } from "../uploads";

interface Props {
  uploads: readonly ParcelUpload[];
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
}

/** What is on its way to the server, and what could not come, with the cause. */
export function UploadRows({ uploads, onRemove, onRetry }: Props) {
  const rows = uploads.filter(({ state }) => state !== "done");
  if (rows.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="grid gap-1">
      {rows.map((upload) => (
        <Row key={upload.id} upload={upload} onRemove={onRemove} onRetry={onRetry} />
      ))}
    </ul>
  );
}

function Row({ upload, onRemove, onRetry }: Omit<Props, "uploads"> & { upload: ParcelUpload }) {
  const { id, file, state, sent, error } = upload;
  if (state === "failed") {
    const { message, hint } = Problem.from(error);
    return (
      <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-danger-tint px-3 py-2">
        <OctagonAlert aria-hidden className="size-4 shrink-0 text-danger" strokeWidth={1.75} />
        <span className="min-w-48 grow basis-0">
          <span className="font-medium">{file.name}</span>: {message}
          {hint && <span className="block text-sm text-text-2">{hint}</span>}
        </span>
        <Button size="small" variant="ghost" onClick={() => onRetry(id)}>
          Try again
        </Button>
        <Button size="small" variant="ghost" aria-label={`Remove ${file.name}`} onClick={() => onRemove(id)}>
          Remove
        </Button>
      </li>
    );
  }
  return (
    <li className="flex items-center gap-3 rounded-control bg-bg-2 py-1 pl-3 text-sm text-text-2">
      <span className="w-40 shrink truncate font-medium">{file.name}</span>
      <Progress
        value={state === "sending" ? sent / Math.max(1, file.size) : 0}
        label={`Uploading ${file.name}`}
        of={id}
        pace={0.2}
        className="grow"
      />
      <span className="shrink-0 text-right text-text-3 tabular-nums">
        {state === "waiting" ? "waiting" : `${bytes(sent)} of ${bytes(file.size)}`}
      </span>
      <IconButton icon={X} label={`Stop ${file.name}`} onClick={() => onRemove(id)} />
    </li>
  );
}
