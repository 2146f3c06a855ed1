import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";

import { ChooseFiles } from "@/components/DropZone";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { LoadMore } from "@/components/LoadMore";
import { useSharing } from "@/components/projects/sharing";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { useTopics } from "@/live/hooks";

import { ALL } from "../frame/tabs";
import { useSetupActs } from "./acts";
import { Difference } from "./Difference";
import { readFile } from "./fields";
import { setupsQuery } from "./queries";
import { SetupRow } from "./SetupRow";

const TOPICS = ["classifiers"];
const route = getRouteApi("/classifiers/$project/setups");

/** The setups of a project: what runs begin with. */
export function SetupsTab() {
  useTopics(TOPICS);
  const { project } = route.useParams();
  const { differ } = route.useSearch();
  const move = route.useNavigate();
  const navigate = useNavigate();
  const list = useInfiniteQuery(setupsQuery(project));
  const { make } = useSetupActs(project);
  const { unless } = useSharing({ id: project });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const setups = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (setupId: string) =>
    void navigate({ to: "/classifiers/$project/setups/$setupId", params: { project, setupId } });
  const choose = (id: string, on: boolean) =>
    setChosen((before) => (on ? [...before, id].slice(-2) : before.filter((each) => each !== id)));
  const show = (two: readonly string[] | undefined) =>
    void move({ search: two ? { differ: [...two] } : {}, replace: true, resetScroll: false });
  const take = async (file: File) => {
    const { name, settings } = readFile(await file.text());
    const made = await make.mutateAsync({
      name: (name ?? file.name.replace(/\.json$/i, "")).slice(0, 80),
      settings: { ...settings },
      ...(project !== ALL && { project }),
    });
    open(made.id);
  };
  useShortcuts([{ id: "setup new", keys: "N", label: "New setup", run: () => open("new"), unless }]);
  const [first, second] = differ ?? [];
  return (
    <section aria-label="Setups" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={chosen.length < 2} onClick={() => show(chosen)}>
          {chosen.length < 2 ? "Choose two to see how they differ" : "How these two differ"}
        </Button>
        <span className="grow" />
        <ChooseFiles
          accept=".json,application/json"
          unless={unless}
          onFiles={([file]) => {
            if (file) take(file).catch((error: unknown) => sayFailed("The setup was not taken.", error));
          }}
        >
          From a JSON file
        </ChooseFiles>
        <Button variant="primary" keys="N" unless={unless} onClick={() => open("new")}>
          New setup
        </Button>
      </div>
      {list.isError && setups.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The list of setups did not arrive."
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && <Skeleton className="h-48" />}
      {list.isSuccess && setups.length === 0 && (
        <EmptyState
          icon={SlidersHorizontal}
          title="No setup yet"
          action={
            <Button unless={unless} onClick={() => open("new")}>
              New setup
            </Button>
          }
        >
          A setup holds the settings that runs begin with: model, dataset, epochs, learning rate.
        </EmptyState>
      )}
      {setups.length > 0 && (
        <ul aria-label="Setups" className="grid gap-2">
          {setups.map((setup) => (
            <SetupRow
              key={setup.id}
              setup={setup}
              project={project}
              chosen={chosen.includes(setup.id)}
              onChoose={(on) => choose(setup.id, on)}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <LoadMore busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      )}
      {first && second && <Difference first={first} second={second} onClose={() => show(undefined)} />}
    </section>
  );
}
