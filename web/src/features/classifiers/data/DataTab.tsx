import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderOpen } from "lucide-react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { count, number } from "@/lib/format";
import { useTopics } from "@/live/hooks";

import { ALL } from "../frame/tabs";
import { datasetsQuery } from "../setups/queries";

const TOPICS = ["datasets"];
const route = getRouteApi("/classifiers/$project/data");

/** The datasets of a project, and the way from each to a setup that learns from it. */
export function DataTab() {
  useTopics(TOPICS);
  const { project } = route.useParams();
  const { data: datasets, error, refetch } = useQuery(datasetsQuery(project));
  const { unless } = useSharing({ id: project });
  const here = project === ALL ? {} : { project };
  const add = unless === undefined && (
    <Button asChild variant="primary">
      <Link to="/datasets" search={{ ...here, add: true }}>
        Add pictures
      </Link>
    </Button>
  );
  if (error && !datasets)
    return <ErrorBlock error={error} title="The datasets did not arrive." onRetry={() => void refetch()} />;
  if (!datasets) return <Skeleton className="h-48" />;
  if (datasets.length === 0)
    return (
      <EmptyState icon={FolderOpen} title="Make one folder per class and drop the folders here" action={add}>
        A classifier learns from a dataset: pictures by class.
      </EmptyState>
    );
  return (
    <section aria-label="Data" className="grid gap-3">
      <div className="flex justify-end">{add}</div>
      <ul aria-label="Datasets" className="grid gap-2">
        {datasets.map(({ id, name, pictures, classes, parts, version, changed }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 rounded-card bg-bg-2 px-3 py-2">
            <Link
              to="/datasets/$datasetId"
              params={{ datasetId: id }}
              className="grid min-w-0 grow basis-60 rounded-control hover:underline"
            >
              <span className="truncate font-medium">{name}</span>
              <span className="text-sm text-text-2 tabular-nums">
                {count(classes, "class", "classes")} · {count(pictures, "picture")} · {number(parts.val ?? 0)}{" "}
                to judge by
              </span>
            </Link>
            {version > 0 && <Badge>{`version ${version}${changed ? ", changed since" : ""}`}</Badge>}
            {!unless && (
              <Button asChild>
                <Link
                  to="/classifiers/$project/setups/$setupId"
                  params={{ project, setupId: "new" }}
                  search={{ dataset: id }}
                >
                  New setup
                </Link>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
