import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Camera as CameraIcon, ImagePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { hasEnded } from "@/api/jobs";
import { modelsQuery, ofKind } from "@/api/shelf";
import { ChooseFiles, useFileDrop } from "@/components/DropZone";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";
import { useUnless } from "@/components/unless";
import { useTopics } from "@/live/hooks";

import { runsQuery } from "../runs/queries";
import { metricValue } from "../runs/words";
import { Elsewhere } from "./Elsewhere";
import { hasCamera } from "./has-camera";
import { Judged } from "./Judged";
import { MOST_PICTURES, predict, predictionQuery, waitingWords } from "./predict";

const Camera = lazy(() => import("./Camera"));
const route = getRouteApi("/classifiers/$project/try");
const TOP = 5;

/** A classifier on pictures that it has never seen: dropped, pasted, chosen or taken. */
export function TryTab() {
  useTopics(["classifiers", "models"]);
  const { project } = route.useParams();
  const { model: named } = route.useSearch();
  const navigate = route.useNavigate();
  const runs = useInfiniteQuery(runsQuery({ state: "succeeded", ...(project !== "all" && { project }) }));
  const { data: models } = useQuery(modelsQuery);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [saliency, setSaliency] = useState(false);
  const [camera, setCamera] = useState(false);
  const ask = useMutation({ mutationFn: predict });
  const { data: prediction = ask.data } = useQuery(predictionQuery(ask.data));

  const unless = useUnless("generate");
  const options = [
    ...(runs.data?.pages.flatMap(({ items }) => items) ?? []).map((run) => ({
      value: run.id,
      label: `Run ${run.number} ${run.name} · ${metricValue(run.monitor_metric, run.monitored)}`,
    })),
    ...ofKind(models, "classifier").map(({ name }) => ({ value: name, label: `${name}, on the shelf` })),
  ];
  const model = named ?? options[0]?.value;
  const judge = (pictures: readonly File[], { of = model, seen = saliency } = {}) => {
    if (of === undefined || pictures.length === 0) return;
    ask.mutate({ model: of, files: pictures, topK: TOP, saliency: seen });
  };
  const take = (given: readonly File[]) => {
    const pictures = given.filter(({ type }) => type === "" || type.startsWith("image/"));
    if (pictures.length > MOST_PICTURES) say(`The first ${MOST_PICTURES} pictures are judged`);
    if (pictures.length === 0) return;
    const kept = pictures.slice(0, MOST_PICTURES);
    setFiles(kept);
    judge(kept);
  };
  const overlay = useFileDrop(
    take,
    "Let go: the classifier says what it is",
    model !== undefined && !camera,
    unless,
  );
  const choose = (next: string) => {
    void navigate({ search: { model: next }, replace: true, resetScroll: false });
    judge(files, { of: next });
  };
  const lookAt = (on: boolean) => {
    setSaliency(on);
    // What was judged without it is judged again.
    if (on && !prediction?.pictures.some((picture) => picture.saliency)) judge(files, { seen: true });
  };
  const waits = ask.isPending || (prediction !== undefined && !hasEnded({ state: prediction.status }));
  const failure = prediction?.status === "failed" ? prediction.failure : undefined;

  if (model === undefined) {
    return runs.isError ? (
      <ErrorBlock error={runs.error} title="The runs did not arrive." onRetry={() => void runs.refetch()} />
    ) : runs.isSuccess ? (
      <EmptyState icon={ImagePlus} title="No classifier yet.">
        As soon as a run has ended well, it says here what it sees in a picture.
      </EmptyState>
    ) : null;
  }
  return (
    <section aria-label="Try" className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-3">
          <Select
            aria-label="Classifier"
            value={model}
            onChange={choose}
            options={options.length > 0 ? options : [{ value: model, label: model }]}
            className="w-80 max-sm:w-full"
          />
          <Switch checked={saliency} onChange={lookAt} label="Show what it looked at" />
        </div>
        <div className="flex flex-wrap items-center gap-2 rounded-card border border-dashed border-line-2 p-4">
          <span className="grow text-text-2">{unless ?? "Drop or paste pictures anywhere here."}</span>
          <ChooseFiles variant="primary" unless={unless} onFiles={take}>
            Choose pictures
          </ChooseFiles>
          {hasCamera() && (
            <Button unless={unless} onClick={() => setCamera(true)}>
              <CameraIcon aria-hidden />
              Camera
            </Button>
          )}
        </div>
        {waits && (
          <div role="status" className="grid gap-1">
            <Progress
              value={prediction?.progress?.fraction}
              label="Judging"
              of={prediction?.job_id ?? String(ask.submittedAt)}
            />
            <span className="text-sm text-text-2">
              {prediction && !ask.isPending ? waitingWords(prediction) : "Looking at it"}
            </span>
          </div>
        )}
        {ask.isError && (
          <ErrorBlock error={ask.error} title="Nothing was judged." onRetry={() => judge(files)} />
        )}
        {failure && (
          <ErrorBlock
            error={new Error([failure.message, failure.hint].filter(Boolean).join(" "))}
            title="Nothing was judged."
            onRetry={() => judge(files)}
          />
        )}
        {files.length > 0 && (
          <ul aria-label="Judged pictures" className="grid gap-4">
            {files.map((file, i) => (
              <Judged
                key={`${i} ${file.name} ${file.lastModified}`}
                file={file}
                verdict={waits ? undefined : prediction?.pictures[i]}
                saliency={saliency}
              />
            ))}
          </ul>
        )}
      </div>
      <Elsewhere model={model} topK={TOP} saliency={saliency} />
      {camera && (
        <Suspense>
          <Camera onFile={(file) => take([file])} onClose={() => setCamera(false)} />
        </Suspense>
      )}
      {overlay}
    </section>
  );
}
