import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { activeJobs } from "@/api/jobs";
import { useFileDrop } from "@/components/DropZone";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { LoadMore } from "@/components/LoadMore";
import { PageHeader } from "@/components/PageHeader";
import { ProjectFilter } from "@/components/projects/ProjectFilter";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useArrows } from "@/components/use-arrows";
import { useShortcuts } from "@/keys/hooks";
import { useTopics } from "@/live/hooks";

import { DatasetCard } from "./list/DatasetCard";
import { NewDataset } from "./list/NewDataset";
import { StartHere } from "./list/StartHere";
import { datasetsQuery } from "./queries";

const TOPICS = ["datasets", "jobs"];
const GRID = "grid grid-cols-1 gap-4 sm:grid-cols-[repeat(auto-fill,minmax(17rem,1fr))]";

const route = getRouteApi("/datasets");

export function DatasetsPage() {
  useTopics(TOPICS);
  const { q = "", project, add } = route.useSearch();
  const { unless } = useSharing(project ? { id: project } : null);
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(datasetsQuery({ search: q, project }));
  const { data: jobs = [] } = useQuery(activeJobs);
  const [files, setFiles] = useState<readonly File[]>([]);
  const grid = useRef<HTMLUListElement>(null);
  const filter = useRef<HTMLInputElement>(null);

  const datasets = list.data?.pages.flatMap((page) => page.items) ?? [];
  const blank = list.isSuccess && datasets.length === 0 && q === "" && project === undefined;
  const open = (on: boolean) =>
    void navigate({ search: (all) => ({ ...all, add: on || undefined }), replace: true });
  const take = (dropped: File[]) => {
    setFiles(dropped);
    open(true);
  };
  const overlay = useFileDrop(take, "Let go: a new dataset begins with these pictures", !add, unless);
  useShortcuts([
    { id: "dataset new", keys: "N", label: "New dataset", run: () => open(true), unless },
    { id: "datasets filter", keys: "/", label: "Filter", run: () => filter.current?.focus() },
  ]);
  useArrows(grid, "datasets");
  return (
    <>
      <PageHeader
        title="Datasets"
        actions={
          !blank && (
            <>
              <ProjectFilter
                of="Datasets"
                project={project}
                onProject={(next) =>
                  void navigate({ search: (all) => ({ ...all, project: next }), replace: true })
                }
              />
              <Input
                ref={filter}
                type="search"
                aria-label="Filter by name"
                placeholder="Filter"
                defaultValue={q}
                className="w-48 max-sm:w-24"
                onChange={({ target }) =>
                  void navigate({
                    search: (all) => ({ ...all, q: target.value || undefined }),
                    replace: true,
                  })
                }
              />
              <Button variant="primary" keys="N" unless={unless} onClick={() => open(true)}>
                New dataset
              </Button>
            </>
          )
        }
      />
      {list.isError && datasets.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The list of datasets did not arrive."
          still="What learns from them goes on."
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && (
        <div className={GRID} aria-hidden>
          {Array.from({ length: 6 }, (_, i) => (
            <Skeleton key={i} className="h-48" />
          ))}
        </div>
      )}
      {blank && (
        <StartHere unless={unless} onFiles={take}>
          <Button variant="link" unless={unless} onClick={() => open(true)}>
            Take a folder where the workers are
          </Button>
        </StartHere>
      )}
      {list.isSuccess && !blank && datasets.length === 0 && (
        <EmptyState
          title={q ? `No dataset is called “${q}”` : "No dataset is in this project yet"}
          action={
            <Button
              onClick={() => {
                if (filter.current) filter.current.value = "";
                void navigate({ search: {}, replace: true });
              }}
            >
              Show all datasets
            </Button>
          }
        />
      )}
      {datasets.length > 0 && (
        <ul ref={grid} aria-label="Datasets" className={GRID}>
          {datasets.map((dataset) => (
            <DatasetCard
              key={dataset.id}
              dataset={dataset}
              job={jobs.find(({ id }) => id === dataset.job?.id)}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <LoadMore busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      )}
      {add && !unless && (
        <NewDataset
          files={files}
          onFiles={setFiles}
          project={project}
          onClose={() => {
            setFiles([]);
            open(false);
          }}
        />
      )}
      {overlay}
    </>
  );
}
