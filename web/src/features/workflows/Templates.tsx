import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Workflow as Icon } from "lucide-react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";

import { serversQuery, workflowsQuery, type Workflow } from "./queries";
import { KINDS, runsWhere, SOURCES } from "./words";

/** Every template, wherever it comes from, and whether it can run now. */
export function Templates() {
  const { data: workflows, error, refetch } = useQuery(workflowsQuery);
  return (
    <section aria-labelledby="templates">
      <h2 id="templates" className="pb-1 text-lg">
        Templates
      </h2>
      {error && !workflows && (
        <ErrorBlock error={error} title="The templates did not arrive." onRetry={() => void refetch()} />
      )}
      {!workflows && !error && <Skeleton className="h-48" />}
      {workflows?.length === 0 && (
        <EmptyState icon={Icon} title="No template is here">
          Save a graph in ComfyUI with Export (API), and drop the file on this page.
        </EmptyState>
      )}
      <ul aria-label="Templates">
        {workflows?.map((workflow) => (
          <TemplateRow key={workflow.name} workflow={workflow} />
        ))}
      </ul>
    </section>
  );
}

function TemplateRow({ workflow }: { workflow: Workflow }) {
  const { data: servers = [] } = useQuery(serversQuery);
  const { name, title, description, kind, family, source, takes_characters, problem } = workflow;
  const { text, tone } = runsWhere(workflow, servers);
  return (
    <li className="relative grid gap-0.5 border-t border-line-1 py-2.5 hover:bg-bg-1">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/comfyui/$name"
          params={{ name }}
          className="font-medium underline-offset-4 after:absolute after:inset-0 hover:underline"
        >
          {title || name}
        </Link>
        {(servers.length > 0 || problem) && <Badge tone={tone}>{text}</Badge>}
        {takes_characters && <Badge>draws characters</Badge>}
      </p>
      <p className="text-sm text-text-3">
        {[title && title !== name && name, kind && KINDS[kind], family, SOURCES[source]]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {description && <p className="max-w-[80ch] text-sm text-text-2">{description}</p>}
      {problem && <p className="max-w-[80ch] text-sm text-danger">{problem}</p>}
    </li>
  );
}
