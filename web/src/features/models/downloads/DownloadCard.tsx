import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { hasEnded, jobKeys } from "@/api/jobs";
import { useMay } from "@/api/login";
import { Lamp } from "@/components/Lamp";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, count } from "@/lib/format";

import { downloadQuery, type Download } from "../queries";
import { useHiddenDownloads } from "./hidden";
import { downloadWords } from "./state";

interface Props {
  download: Download;
  stopping: boolean;
}

/** One download: how far it is, and each of its files on request. */
export function DownloadCard({ download, stopping }: Props) {
  const { job_id, name, state, failure, files_done, files_total, done_bytes, total_bytes, message } =
    download;
  const [open, setOpen] = useState(false);
  const ended = hasEnded(download);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li className="rounded-card border border-line-1 bg-bg-2 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Lamp state={state === "failed" ? "care" : ended ? "off" : "lit"} size={12} />
        <div className="min-w-0 grow basis-60">
          <h2 className="truncate font-medium">
            {ended ? name : `Getting ${name}`}
            {download.repo && <span className="ml-2 font-normal text-text-3">{download.repo}</span>}
          </h2>
          <p className="text-sm text-text-2 tabular-nums">
            {stopping ? "Stopping…" : downloadWords(download)}
          </p>
        </div>
        <Acts download={download} stopping={stopping} />
      </div>
      <Progress
        value={total_bytes > 0 ? done_bytes / total_bytes : 0}
        label={`Getting ${name}`}
        of={job_id}
        className="mt-3"
      />
      {failure && state === "failed" && (
        <p className="mt-2 text-sm">
          {failure.message} {failure.hint}
        </p>
      )}
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="mt-2 -ml-1 flex min-h-7 items-center gap-1 rounded-control px-1 text-sm text-text-3 hover:text-text-1 max-sm:min-h-11"
      >
        <Chevron aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="tabular-nums">
          {state === "running" && message ? message : `${files_done} of ${count(files_total, "file")}`}
        </span>
      </button>
      {open && <Files jobId={job_id} />}
    </li>
  );
}

function Acts({ download: { job_id, state, done_bytes }, stopping }: Props) {
  const client = useQueryClient();
  const admin = useMay("admin");
  const hide = useHiddenDownloads((hidden) => hidden.hide);
  const params = { path: { job_id } };
  const { mutate, isPending } = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onError: (error) => sayFailed("That was not done.", error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["downloads"] }),
        client.invalidateQueries({ queryKey: jobKeys.all }),
      ]),
  });
  if (!admin) return null;
  if (!hasEnded({ state }))
    return (
      <Button
        size="small"
        busy={isPending || stopping}
        onClick={() => mutate(() => answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params })))}
      >
        Stop
      </Button>
    );
  return (
    <>
      <Button
        size="small"
        variant="ghost"
        busy={isPending}
        onClick={() =>
          mutate(async () => {
            await api.DELETE("/api/v1/downloads/{job_id}", { params });
            hide(job_id);
          })
        }
      >
        {done_bytes > 0 ? `Throw away ${bytes(done_bytes)}` : "Hide"}
      </Button>
      <Button
        size="small"
        busy={isPending}
        onClick={() => mutate(() => answer(api.POST("/api/v1/jobs/{job_id}/resume", { params })))}
      >
        Go on
      </Button>
    </>
  );
}

function Files({ jobId }: { jobId: string }) {
  const { data } = useQuery(downloadQuery(jobId, true));
  if (!data) return <Skeleton className="h-24" />;
  return (
    <ul className="mt-1 grid gap-1 text-sm">
      {data.files.map(({ path, size, done_bytes, state }) => (
        <li key={path} className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3">
          <code className="truncate font-mono text-sm text-text-2">{path}</code>
          <span className="text-text-3 tabular-nums">
            {state === "done" && "whole"}
            {state === "waiting" && (size === null ? "waits" : bytes(size))}
            {state === "partial" && `${bytes(done_bytes)}${size === null ? "" : ` of ${bytes(size)}`}`}
          </span>
          {state === "partial" && size !== null && (
            <Progress value={done_bytes / size} label={path} of={path} className="col-span-2" />
          )}
        </li>
      ))}
    </ul>
  );
}
