import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, GitCompareArrows, RotateCcw } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { saveFetched } from "@/components/save-fetched";
import { TimeAgo } from "@/components/TimeAgo";
import { say, sayFailed, sayWithUndo } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count } from "@/lib/format";

import { datasetKeys, of, versionsQuery, type Dataset, type PicturesChange, type Version } from "../queries";
import { partWords } from "../words";
import { DiffSheet } from "./DiffSheet";

const route = getRouteApi("/datasets/$datasetId");

/** What the dataset was at each time that counts; a run keeps one by itself. */
export function VersionsTab({ dataset }: { dataset: Dataset }) {
  const { id, changed, pictures } = dataset;
  const { v } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: versions, error, refetch } = useQuery(versionsQuery(id));
  const { keep, restore } = useVersionActs(id);
  const { unless } = useSharing(dataset.project_id ? { id: dataset.project_id } : null);
  const [noting, setNoting] = useState(false);
  const [note, setNote] = useState("");
  const differ = (number: number | undefined) =>
    void navigate({ search: { tab: "versions", v: number }, replace: true, resetScroll: false });
  if (error && !versions)
    return <ErrorBlock error={error} title="The versions did not arrive." onRetry={() => void refetch()} />;
  const keepNow = (
    <Button disabled={pictures === 0 || !changed} unless={unless} onClick={() => setNoting(true)}>
      Keep it as it is now
    </Button>
  );
  return (
    <section aria-label="Versions" className="grid max-w-5xl gap-4">
      {versions?.length === 0 ? (
        <EmptyState title="No version yet" action={keepNow}>
          A version holds what each picture was and where it belonged. Each run keeps one by itself, so that
          it can be repeated.
        </EmptyState>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <p className="grow text-text-2">
            {changed ? "Something has changed since the newest version." : "It is as in its newest version."}
          </p>
          {keepNow}
        </div>
      )}
      <ul className="grid gap-2">
        {versions?.map((version) => (
          <Row
            key={version.number}
            version={version}
            onDiff={() => differ(version.number)}
            onDownload={() =>
              void saveFetched(
                `/api/v1/datasets/${encodeURIComponent(id)}/versions/${version.number}/download`,
                `version ${version.number}.zip`,
              )
            }
            unless={unless}
            onRestore={() => restore.mutate(version.number)}
          />
        ))}
      </ul>
      {v !== undefined && versions?.some(({ number }) => number === v) && (
        <DiffSheet dataset={id} number={v} versions={versions} onClose={() => differ(undefined)} />
      )}
      <Dialog
        open={noting}
        onOpenChange={setNoting}
        title="Keep it as it is now"
        footer={
          <>
            <Button onClick={() => setNoting(false)}>Cancel</Button>
            <Button type="submit" form="version" variant="primary" busy={keep.isPending}>
              Keep
            </Button>
          </>
        }
      >
        <form
          id="version"
          onSubmit={(event) => {
            event.preventDefault();
            keep.mutate(note.trim(), {
              onSuccess: () => {
                setNoting(false);
                setNote("");
              },
            });
          }}
        >
          <Field label="What is special about it" note="optional">
            <Input value={note} maxLength={2000} onChange={({ target }) => setNote(target.value)} />
          </Field>
        </form>
      </Dialog>
    </section>
  );
}

interface RowProps {
  version: Version;
  onDiff: () => void;
  onDownload: () => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onRestore: () => void;
}

function Row({ version, onDiff, onDownload, unless, onRestore }: RowProps) {
  const { number, note, pictures, parts, runs, is_current: now, created_at: at, fingerprint } = version;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card bg-bg-2 p-3">
      <div className="grid min-w-0 grow basis-60 gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">Version {number}</span>
          {now && <Badge tone="ok">as it is now</Badge>}
          {runs > 0 && <Badge>{count(runs, "run")}</Badge>}
          <span className="text-sm text-text-3">
            <TimeAgo at={at} />
          </span>
        </span>
        {note && <span>{note}</span>}
        <span className="text-sm text-text-2 tabular-nums">
          {count(pictures, "picture")}: {partWords(parts)}
        </span>
        <code title="Fingerprint" className="truncate font-mono text-xs text-text-3">
          {fingerprint.slice(0, 16)}
        </code>
      </div>
      <div className="flex flex-wrap gap-1">
        <Button size="small" variant="ghost" aria-label={`Differences of version ${number}`} onClick={onDiff}>
          <GitCompareArrows aria-hidden /> Differences
        </Button>
        <Button size="small" variant="ghost" aria-label={`Download version ${number}`} onClick={onDownload}>
          <Download aria-hidden /> Download
        </Button>
        {!now && (
          <Button
            size="small"
            variant="ghost"
            aria-label={`Restore version ${number}`}
            unless={unless}
            onClick={onRestore}
          >
            <RotateCcw aria-hidden /> Restore
          </Button>
        )}
      </div>
    </li>
  );
}

function useVersionActs(id: string) {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: datasetKeys.all });
  const takeBack = async (changes: readonly PicturesChange[]) => {
    for (const body of changes)
      await answer(api.POST("/api/v1/datasets/{id_or_name}/pictures/changes", { params: of(id), body }));
    await fresh();
  };
  const keep = useMutation({
    mutationFn: (note: string) =>
      answer(api.POST("/api/v1/datasets/{id_or_name}/versions", { params: of(id), body: { note } })),
    onSuccess: ({ number }) => say(`Version ${number} is kept`),
    onError: (error) => sayFailed("It was not kept.", error),
    onSettled: fresh,
  });
  const restore = useMutation({
    mutationFn: (number: number) => {
      const params = { path: { id_or_name: id, number } };
      return answer(api.POST("/api/v1/datasets/{id_or_name}/versions/{number}/restore", { params }));
    },
    onSuccess: ({ changed, undo }, number) => {
      const words = `It is as in version ${number}: ${count(changed, "picture")} changed`;
      if (undo.length === 0) say(words);
      else
        sayWithUndo(words, () => {
          takeBack(undo).catch((error: unknown) => sayFailed("That was not taken back.", error));
        });
    },
    onError: (error) => sayFailed("It was not restored.", error),
    onSettled: fresh,
  });
  return { keep, restore };
}
