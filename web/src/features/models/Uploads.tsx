import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw, X } from "lucide-react";
import { useEffect } from "react";

import { Problem } from "@/api/problem";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { bytes } from "@/lib/format";
import type { Upload } from "@/lib/uploads";

import type { Model } from "./queries";
import { modelUploads, useModelUploads } from "./uploads";

/** Files that were dropped here, until they are on the shelf. */
export function Uploads() {
  const uploads = useModelUploads();
  const client = useQueryClient();
  const done = uploads.filter(({ state }) => state === "done").length;
  useEffect(() => {
    if (done > 0) void client.invalidateQueries({ queryKey: ["models"] });
  }, [done, client]);
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="mb-4 grid gap-2">
      {uploads.map((each) => (
        <UploadCard key={each.id} upload={each} />
      ))}
    </ul>
  );
}

function UploadCard({ upload: { id, file, state, sent, result, error } }: { upload: Upload<Model> }) {
  const remove = () => modelUploads.remove(id);
  return (
    <li className="flex items-center gap-3 rounded-card border border-line-1 bg-bg-2 py-2 pr-2 pl-4">
      <div className="min-w-0 grow">
        <p className="truncate">
          {state === "done" && result ? (
            <>
              <Link
                to="/models/$name"
                params={{ name: result.name }}
                className="font-medium underline underline-offset-4"
              >
                {result.name}
              </Link>{" "}
              is on the shelf
            </>
          ) : (
            <span className="font-medium">{file.name}</span>
          )}
        </p>
        {state === "failed" ? (
          <p className="text-sm text-danger">{why(error)}</p>
        ) : (
          state !== "done" && (
            <p className="text-sm text-text-2 tabular-nums">
              {state === "waiting" && "Waits for the one before it"}
              {state === "sending" &&
                (sent < file.size ? `${bytes(sent)} of ${bytes(file.size)}` : "Looking what it is")}
            </p>
          )
        )}
        {state === "sending" && (
          <Progress
            value={sent / Math.max(1, file.size)}
            label={`Uploading ${file.name}`}
            of={id}
            className="mt-1.5"
          />
        )}
      </div>
      {state === "failed" && (
        <IconButton
          icon={RotateCcw}
          label={`Try ${file.name} again`}
          onClick={() => modelUploads.retry(id)}
        />
      )}
      <IconButton
        icon={X}
        label={state === "sending" || state === "waiting" ? `Stop ${file.name}` : "Hide"}
        onClick={remove}
      />
    </li>
  );
}

function why(error: unknown): string {
  const { message, hint } = Problem.from(error);
  return [message, hint].filter(Boolean).join(" ");
}
