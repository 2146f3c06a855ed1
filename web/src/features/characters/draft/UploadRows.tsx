import { OctagonAlert, X } from "lucide-react";
import { useRef } from "react";

import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { bytes, count } from "@/lib/format";
import { uploadTotals } from "@/lib/uploads";

import type { PictureUpload } from "./uploads";

interface Props {
  uploads: readonly PictureUpload[];
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
}

/** The button that brings more: where the focus goes when the last row has gone. */
export const ADD = "add-pictures";

const problemOf = ({ error }: PictureUpload) => Problem.from(error);
const isRepeat = (upload: PictureUpload) =>
  upload.state === "failed" && problemOf(upload).code === "already_there";

/** What is on its way, and what could not come, with the cause. A picture that arrived is a tile. */
export function UploadRows({ uploads, onRemove, onRetry }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const removeRow = (id: string) => {
    const buttons = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-remove]") ?? [])];
    const at = buttons().findIndex((button) => button === document.activeElement);
    onRemove(id);
    if (at < 0) return;
    requestAnimationFrame(() => (buttons()[at] ?? buttons().at(-1) ?? document.getElementById(ADD))?.focus());
  };
  const repeats = uploads.filter(isRepeat);
  const rows = uploads.filter((upload) => upload.state !== "done" && !isRepeat(upload));
  const { open, files, done, sent, bytes: all } = uploadTotals(uploads);
  if (rows.length + repeats.length === 0) return null;
  return (
    <div className="grid gap-2">
      {open > 0 && (
        <p role="status" className="text-text-2 tabular-nums">
          Uploading {done + 1} of {files} · {bytes(sent)} of {bytes(all)}
        </p>
      )}
      {repeats.length > 0 && (
        <div className="flex min-h-control items-center gap-3 rounded-control bg-bg-2 pl-3">
          <span className="grow">
            {repeats.length > 1
              ? `${count(repeats.length, "picture")} of these are already here.`
              : repeats.map((upload) => problemOf(upload).message)}
          </span>
          <Button variant="ghost" onClick={() => repeats.forEach(({ id }) => onRemove(id))}>
            Good
          </Button>
        </div>
      )}
      <ul ref={list} aria-label="Uploads" className="grid gap-1">
        {rows.map((upload) => (
          <Row key={upload.id} upload={upload} onRemove={removeRow} onRetry={onRetry} />
        ))}
      </ul>
    </div>
  );
}

function Row({ upload, onRemove, onRetry }: Omit<Props, "uploads"> & { upload: PictureUpload }) {
  const { id, file, state, sent } = upload;
  if (state === "failed") {
    const { message, hint } = problemOf(upload);
    return (
      <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-danger-tint px-3 py-2">
        <OctagonAlert aria-hidden className="size-4 shrink-0 text-danger" strokeWidth={1.75} />
        <span className="min-w-48 grow basis-0">
          <span className="font-medium">{file.name}</span>: {message}
          {hint && <span className="block text-sm text-text-2">{hint}</span>}
        </span>
        <span className="flex gap-1">
          <Button size="small" variant="ghost" onClick={() => onRetry(id)}>
            Try again
          </Button>
          <Button
            size="small"
            variant="ghost"
            data-remove
            aria-label={`Remove ${file.name}`}
            onClick={() => onRemove(id)}
          >
            Remove
          </Button>
        </span>
      </li>
    );
  }
  return (
    <li className="flex items-center gap-3 px-3 text-sm text-text-2">
      <span className="w-40 shrink truncate">{file.name}</span>
      <Progress
        value={state === "sending" ? sent / Math.max(1, file.size) : 0}
        label={file.name}
        pace={0.2}
        className="grow"
      />
      <span className="w-16 shrink-0 text-right text-text-3 tabular-nums">
        {state === "waiting" ? "waiting" : bytes(file.size)}
      </span>
      <IconButton icon={X} data-remove label={`Stop ${file.name}`} onClick={() => onRemove(id)} />
    </li>
  );
}
