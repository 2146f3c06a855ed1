import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Box } from "lucide-react";

import { Problem } from "@/api/problem";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { Defaults } from "./page/Defaults";
import { Facts } from "./page/Facts";
import { Loading } from "./page/Loading";
import { ModelMenu } from "./page/ModelMenu";
import { modelQuery, type Model } from "./queries";
import { familyWords, isLoadable, KINDS } from "./words";

const route = getRouteApi("/models/$name");

/** One model: what it is, what its pictures take, and how it is brought into memory. */
export function ModelPage() {
  useTopics(["models", "workers", "jobs"]);
  const { name } = route.useParams();
  const { data: model, error, refetch } = useQuery(modelQuery(name));
  usePageTitle(name);
  if (error instanceof Problem && error.status === 404)
    return (
      <EmptyState
        icon={Box}
        title={`There is no model ${name}`}
        action={
          <Button asChild>
            <Link to="/models">All models</Link>
          </Button>
        }
      >
        It was renamed or deleted.
      </EmptyState>
    );
  if (error && !model)
    return (
      <ErrorBlock
        error={error}
        title="The model did not arrive."
        still="It is still on the disk."
        onRetry={() => void refetch()}
      />
    );
  if (!model) return <Waiting />;
  return (
    <>
      <Head model={model} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          {isLoadable(model) ? <Loading key={model.name} model={model} /> : <Use model={model} />}
        </div>
        <div className="grid min-w-0 gap-4">
          {isLoadable(model) && <Defaults model={model} />}
          <Facts model={model} />
        </div>
      </div>
    </>
  );
}

function Head({ model }: { model: Model }) {
  const family = familyWords(model);
  return (
    <>
      <PageHeader
        title={<span className="break-words">{model.name}</span>}
        detail={
          <span className="flex flex-wrap gap-2">
            <Badge>{KINDS[model.kind].one}</Badge>
            {family && <Badge>{family}</Badge>}
            {model.built_in && <Badge>comes with Safelight</Badge>}
          </span>
        }
        actions={
          <>
            {model.kind === "base" && (
              <Button asChild>
                <Link to="/create" search={{ model: model.name }}>
                  Create with it
                </Link>
              </Button>
            )}
            <ModelMenu model={model} />
          </>
        }
      />
      {model.description && <p className="-mt-2 mb-4 max-w-[68ch] text-text-2">{model.description}</p>}
    </>
  );
}

const USES: Partial<Record<Model["kind"], string>> = {
  lora: "Choose it in Create under the words, or write it into them:",
  embedding: "Write its word into the words of a picture:",
  controlnet: "It goes along with a base model of its family when a picture is to follow another.",
  vae: "It takes the place of a base model's own when pictures are finished.",
  upscaler: "It makes finished pictures larger: open one in the gallery.",
  captioner: "It describes pictures when a character or a data set is made.",
  classifier: "It tells what is on a picture.",
  component: "It belongs into a whole model and is of no use alone.",
};

function Use({ model }: { model: Model }) {
  const written =
    model.kind === "lora"
      ? `<lora:${model.name}:0.8>`
      : model.kind === "embedding"
        ? model.words[0]
        : undefined;
  return (
    <section aria-labelledby="use" className="grid gap-2 rounded-card border border-line-1 bg-bg-2 p-4">
      <h2 id="use" className="text-lg font-medium">
        How it is used
      </h2>
      <p className="max-w-[68ch]">{USES[model.kind] ?? KINDS[model.kind].about}</p>
      {written && (
        <code className="justify-self-start rounded-control bg-bg-3 px-2 py-1 font-mono text-sm">
          {written}
        </code>
      )}
      {model.kind === "lora" && model.words.length > 0 && (
        <p className="text-text-2">Words that call it: {model.words.join(", ")}</p>
      )}
    </section>
  );
}

function Waiting() {
  return (
    <div aria-hidden className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <Skeleton className="h-8 w-64 xl:col-span-2" />
      <div className="grid content-start gap-4">
        <Skeleton className="h-48" />
        <Skeleton className="h-96" />
      </div>
      <div className="grid content-start gap-4">
        <Skeleton className="h-64" />
        <Skeleton className="h-80" />
      </div>
    </div>
  );
}
