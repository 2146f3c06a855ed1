import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Search } from "lucide-react";

import { answer, api, type Schemas } from "@/api/client";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { bytes, count } from "@/lib/format";
import { useTopics } from "@/live/hooks";

type Model = Schemas["ModelShown"];

const route = getRouteApi("/models");
const FIELD = "find-model";

const installedModels = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/models", { signal }))).items,
});

/** The base models of this studio: how big each is, what it does best, and where it is in memory. */
export function ModelsPage() {
  useTopics(["models", "workers"]);
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery({ ...installedModels, refetchInterval: 10_000 });
  useShortcuts([
    {
      id: "models find",
      keys: "/",
      label: "Find a model",
      run: () => document.getElementById(FIELD)?.focus(),
    },
  ]);
  const shown = models.data?.filter((model) => wordsOf(model).includes(q.toLowerCase()));
  return (
    <>
      <PageHeader
        title="Models"
        detail={models.data && `${count(models.data.length, "model")} · ${bytes(sizeOf(models.data))}`}
      />
      <div className="relative mb-4 max-w-sm">
        <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-3" />
        <Input
          id={FIELD}
          type="search"
          aria-label="Find a model"
          placeholder="Find a model"
          className="pl-8"
          value={q}
          onChange={(event) =>
            void navigate({ search: { q: event.target.value || undefined }, replace: true })
          }
        />
      </div>
      {models.error && (
        <ErrorBlock
          error={models.error}
          title="The models did not arrive."
          still="They are still on the disk."
          onRetry={() => void models.refetch()}
        />
      )}
      {models.isPending && <Skeleton className="h-32" />}
      {shown?.length === 0 && <EmptyState title="No model matches.">Try another word.</EmptyState>}
      <ul className="grid gap-4 xl:grid-cols-2">
        {shown?.map((model) => (
          <ModelCard key={model.name} model={model} />
        ))}
      </ul>
      {models.data && (
        <p className="mt-6 max-w-[68ch] text-sm text-text-3">
          To add a model of your own, put its folder (the diffusers layout, with a{" "}
          <code className="font-mono">model_index.json</code>) into the models folder of the studio&apos;s
          data; it is here after a reload.
        </p>
      )}
    </>
  );
}

function ModelCard({ model }: { model: Model }) {
  const { name, family, pipeline, size_bytes, defaults, loaded_on, description, licence, built_in } = model;
  const facts: [string, string | null | undefined][] = [
    [
      "Draws",
      `${defaults.width} × ${defaults.height} in ${count(defaults.num_inference_steps ?? 0, "step")}`,
    ],
    ["Guidance", String(defaults.guidance_scale)],
    ["Sampler", defaults.scheduler],
    ["Pipeline", pipeline],
    ["Licence", licence],
  ];
  return (
    <li className="grid content-start gap-3 rounded-card border border-line-1 bg-bg-2 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 truncate text-lg font-medium">{name}</h2>
        {family && <Badge>{family}</Badge>}
        {built_in && <Badge>comes with Safelight</Badge>}
        <span className="ml-auto text-text-2 tabular-nums">{bytes(size_bytes)}</span>
      </div>
      {description && <p className="max-w-[68ch] text-text-2">{description}</p>}
      <dl className="grid grid-cols-[6rem_1fr] gap-y-1 text-sm">
        {facts.map(
          ([label, value]) =>
            value && (
              <div key={label} className="contents">
                <dt className="text-text-3">{label}</dt>
                <dd className="min-w-0 truncate tabular-nums">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-sm text-text-2">
          {loaded_on.length > 0
            ? `Loaded on ${loaded_on.join(", ")}`
            : "Not loaded; the first picture loads it"}
        </span>
        <Button asChild className="ml-auto">
          <Link to="/create" search={{ model: name }}>
            Create with it
          </Link>
        </Button>
      </div>
    </li>
  );
}

const sizeOf = (models: Model[]) => models.reduce((sum, model) => sum + model.size_bytes, 0);

function wordsOf({ name, family, pipeline, description }: Model): string {
  return [name, family, pipeline, description].join(" ").toLowerCase();
}
