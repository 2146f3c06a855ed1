import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Skeleton } from "@/components/ui/skeleton";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { datasetsQuery, fieldsQuery, setupQuery } from "./queries";
import { SetupForm } from "./SetupForm";

const NEW = "new";
const TOPICS = ["classifiers", "datasets", "jobs"];

const route = getRouteApi("/classifiers/$project/setups/$setupId");

/** One setup, or a new one: its settings, what is wrong with them, and the start of runs. */
export function SetupPage() {
  useTopics(TOPICS);
  const { project, setupId } = route.useParams();
  const { dataset } = route.useSearch();
  const isNew = setupId === NEW;
  const setup = useQuery({ ...setupQuery(setupId), enabled: !isNew });
  const fields = useQuery(fieldsQuery);
  const datasets = useQuery(datasetsQuery("all"));
  usePageTitle(isNew ? "New setup" : setup.data?.name);
  const error = setup.error ?? fields.error ?? datasets.error;
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="The setup did not arrive."
        onRetry={() => {
          for (const each of [setup, fields, datasets]) if (each.isError) void each.refetch();
        }}
      />
    );
  if (!fields.data || !datasets.data || (!isNew && !setup.data)) return <Skeleton className="h-96" />;
  const first = datasets.data.find(({ id, name }) => id === dataset || name === dataset) ?? datasets.data[0];
  return (
    <SetupForm
      key={setupId}
      project={project}
      setup={setup.data}
      fields={fields.data.fields}
      models={[...fields.data.flavours, ...fields.data.models]}
      datasets={datasets.data}
      dataset={setup.data ? setup.data.dataset?.id : first?.id}
    />
  );
}
