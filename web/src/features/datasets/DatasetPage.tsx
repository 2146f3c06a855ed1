import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";
import { useShortcuts } from "@/keys/hooks";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { DoctorTab } from "./doctor/DoctorTab";
import { DatasetHead } from "./page/DatasetHead";
import { FolderTab } from "./page/FolderTab";
import { PicturesTab } from "./pictures/PicturesTab";
import { datasetQuery, type Dataset } from "./queries";
import { VersionsTab } from "./versions/VersionsTab";

const TOPICS = ["datasets", "jobs", "classifiers"];

const route = getRouteApi("/datasets/$datasetId");

export function DatasetPage() {
  const { datasetId } = route.useParams();
  useTopics(TOPICS);
  const { data: dataset, isError, error, refetch } = useQuery(datasetQuery(datasetId));
  usePageTitle(dataset?.name);
  if (isError && !dataset)
    return <ErrorBlock error={error} title="The dataset did not arrive." onRetry={() => void refetch()} />;
  if (!dataset)
    return (
      <div className="grid gap-6" aria-hidden>
        <Skeleton className="h-9 w-64" />
        <Skeleton className="h-9" />
        <Skeleton className="h-96" />
      </div>
    );
  return <Shown key={dataset.id} dataset={dataset} />;
}

function Shown({ dataset }: { dataset: Dataset }) {
  const { tab = "pictures" } = route.useSearch();
  const navigate = route.useNavigate();
  const { findings, source, version } = dataset;
  const open = (next: typeof tab) =>
    void navigate({ search: next === "pictures" ? {} : { tab: next }, replace: true, resetScroll: false });
  const isFolder = source === "path";
  const tabs: { value: typeof tab; label: string; content: ReactNode }[] = [
    {
      value: "pictures",
      label: isFolder ? "Classes" : "Pictures",
      content: isFolder ? <FolderTab dataset={dataset} /> : <PicturesTab dataset={dataset} />,
    },
    {
      value: "doctor",
      label: findings > 0 ? `Doctor ${findings}` : "Doctor",
      content: <DoctorTab dataset={dataset} />,
    },
    ...(isFolder
      ? []
      : [
          {
            value: "versions" as const,
            label: version > 0 ? `Versions ${version}` : "Versions",
            content: <VersionsTab dataset={dataset} />,
          },
        ]),
  ];
  useShortcuts([{ id: "dataset doctor", keys: "D", label: "Doctor", run: () => open("doctor") }]);
  return (
    <>
      <DatasetHead dataset={dataset} />
      <Tabs label={dataset.name} value={tab} onChange={open} tabs={tabs} />
    </>
  );
}
