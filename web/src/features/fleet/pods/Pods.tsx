import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CloudCog, KeyRound, TriangleAlert } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { providersQuery } from "@/api/providers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { count } from "@/lib/format";
import { useTopics } from "@/live/hooks";

import { anHour, dollars } from "../money";
import { PodRow } from "./PodRow";
import { podsQuery, usePodChanges, type Pod, type PodAct } from "./queries";
import { SpendingLine } from "./SpendingLine";
import { isOver } from "./words";

const NewPod = lazy(() => import("./NewPod"));

const ASKS: Partial<Record<PodAct, { title: string; action: string; description: (pod: Pod) => string }>> = {
  end: {
    title: "End",
    action: "End it",
    description: ({ state }) =>
      state === "orphan"
        ? "It was not asked for here. It is deleted at the provider at once, with all that is on its disk."
        : "Its jobs go to other workers, from their last saved step. Its disk is deleted; results are in the storage.",
  },
  stop: {
    title: "Stop",
    action: "Stop it",
    description: () =>
      "Its jobs go to other workers. It can start again; until you end it, its disk still costs something.",
  },
};

/** What is rented, what it costs, and what nobody asked for. */
export function Pods() {
  useTopics(["pods"]);
  const { data: pods, error, refetch } = useQuery(podsQuery);
  const { data: providers } = useQuery(providersQuery);
  const { change } = usePodChanges();
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<{ pod: Pod; does: PodAct }>();
  const noKey = providers?.every(({ has_key }) => !has_key) ?? false;
  const rent = () => setMaking(true);
  useShortcuts([{ id: "pod new", keys: "N", label: "Rent a pod", run: () => !noKey && rent() }]);
  if (error && !pods)
    return (
      <ErrorBlock
        error={error}
        title="The pods did not arrive."
        still="What is rented goes on, and costs."
        onRetry={() => void refetch()}
      />
    );
  if (!pods) return <Skeleton className="h-48" />;
  const there = pods.filter((pod) => !isOver(pod));
  const over = pods.filter(isOver);
  const act = (pod: Pod) => (does: PodAct) =>
    does in ASKS ? setAsked({ pod, does }) : change.mutate({ id: pod.id, does });
  const asks = asked && ASKS[asked.does];
  return (
    <div className="grid max-w-4xl gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[60ch] text-text-2">
          A pod is a rented machine with a GPU. It joins by itself, and goes when it is idle, too dear or too
          old.
        </p>
        <Button
          variant="primary"
          keys="N"
          className="ml-auto max-sm:w-full"
          disabled={noKey}
          title={noKey ? "The provider’s key is not set" : undefined}
          onClick={rent}
        >
          Rent a pod
        </Button>
      </div>
      <Orphans pods={there} />
      {providers?.map(
        ({ provider, problem }) =>
          problem && (
            <ErrorBlock
              key={provider}
              error={new Error(problem)}
              title="The provider’s list of pods was not read."
              still="Costs are of the last time that it was."
            />
          ),
      )}
      <SpendingLine />
      {there.length === 0 &&
        (noKey ? (
          <EmptyState
            icon={KeyRound}
            title="No provider’s key is set"
            action={
              <Button asChild>
                <Link to="/settings" search={{ group: "providers" }}>
                  Set the key
                </Link>
              </Button>
            }
          >
            With a key of RunPod the studio rents GPUs for you, within the price you say.
          </EmptyState>
        ) : (
          <EmptyState
            icon={CloudCog}
            title="Nothing is rented"
            action={<Button onClick={rent}>Rent a pod</Button>}
          >
            Rent one now, or let a rule do it when jobs wait too long.
          </EmptyState>
        ))}
      <ul aria-label="Pods">
        {there.map((pod) => (
          <PodRow key={pod.id} pod={pod} onAct={act(pod)} />
        ))}
      </ul>
      {over.length > 0 && (
        <details>
          <summary className="w-fit rounded-control py-1 text-text-2">{over.length} that have gone</summary>
          <ul aria-label="Pods that have gone">
            {over.map((pod) => (
              <PodRow key={pod.id} pod={pod} onAct={act(pod)} />
            ))}
          </ul>
        </details>
      )}
      {making && (
        <Suspense>
          <NewPod onClose={() => setMaking(false)} />
        </Suspense>
      )}
      {asked && asks && (
        <Confirm
          open
          onOpenChange={() => setAsked(undefined)}
          title={`${asks.title} ${asked.pod.name}?`}
          description={`${asks.description(asked.pod)} It has cost ${dollars(asked.pod.cost)} until now.`}
          action={asks.action}
          busy={change.isPending}
          onConfirm={() =>
            change.mutate({ id: asked.pod.id, does: asked.does }, { onSettled: () => setAsked(undefined) })
          }
        />
      )}
    </div>
  );
}

/** Money that leaks is said before all else. */
function Orphans({ pods }: { pods: readonly Pod[] }) {
  const orphans = pods.filter(({ state }) => state === "orphan");
  if (orphans.length === 0) return null;
  const rate = orphans.reduce((sum, { dollars_per_hour }) => sum + dollars_per_hour, 0);
  return (
    <div role="alert" className="flex gap-3 rounded-card bg-warn-tint p-4">
      <TriangleAlert aria-hidden className="size-5 shrink-0 text-warn" strokeWidth={1.75} />
      <div>
        <p className="font-medium">
          {count(orphans.length, "pod")} that nobody here asked for: {anHour(rate)}
        </p>
        <p className="text-text-2">
          {orphans.map(({ name }) => name).join(", ")}. Take each over, so that it works for you, or end it.
        </p>
      </div>
    </div>
  );
}
