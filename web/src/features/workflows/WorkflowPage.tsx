import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, Trash2 } from "lucide-react";
import { useState } from "react";

import { useMay } from "@/api/login";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { say } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { usePageTitle } from "@/lib/page-title";
import { saveBlob } from "@/lib/save-file";

import { CheckResult } from "./CheckResult";
import { Needs } from "./Needs";
import { useWorkflowActs, workflowQuery } from "./queries";
import { withOwn } from "./run/form";
import { Result } from "./run/Result";
import { RunForm } from "./run/RunForm";
import { KINDS, SOURCES } from "./words";

const route = getRouteApi("/comfyui/$name");

/** One template: what it is, whether it can run, and running it. */
export function WorkflowPage() {
  const { name } = route.useParams();
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: workflow, error, refetch } = useQuery(workflowQuery(name));
  const { check, remove } = useWorkflowActs();
  const admin = useMay("admin");
  const may = useMay("generate");
  const [removing, setRemoving] = useState(false);
  usePageTitle(workflow && (workflow.title || workflow.name));
  if (error)
    return <ErrorBlock error={error} title="This template did not arrive." onRetry={() => void refetch()} />;
  if (!workflow) return <Skeleton className="h-64" />;
  const { title, description, kind, family, source, manifest, graph, problem, needs = [] } = workflow;
  const save = () =>
    saveBlob(
      new Blob([JSON.stringify({ manifest, graph }, null, 2)], { type: "application/json" }),
      `${name}.json`,
    );
  return (
    <>
      <PageHeader
        title={title || name}
        detail={
          <span className="flex flex-wrap gap-2">
            {kind && <Badge>{KINDS[kind]}</Badge>}
            {family && <Badge>{family}</Badge>}
            <Badge>{SOURCES[source]}</Badge>
          </span>
        }
        actions={
          <>
            {admin && source === "own" && (
              <Button variant="ghost" onClick={() => setRemoving(true)}>
                <Trash2 aria-hidden />
                Remove
              </Button>
            )}
            {manifest && (
              <Button onClick={save}>
                <Download aria-hidden />
                As a file
              </Button>
            )}
            {manifest && (
              <Button
                busy={check.isPending}
                disabled={!may}
                title={may ? undefined : "Viewers look at what is shared with them"}
                onClick={() => check.mutate(name)}
              >
                Check the servers
              </Button>
            )}
          </>
        }
      />
      {description && <p className="mb-4 max-w-[80ch] text-text-2">{description}</p>}
      {problem && (
        <ErrorBlock error={new Error(problem)} title="This file cannot be used." className="mb-4" />
      )}
      {check.error && <ErrorBlock error={check.error} title="The servers were not asked." className="mb-4" />}
      {check.data && <CheckResult check={check.data} />}
      {needs.length > 0 && !check.data && <Needs needs={needs} />}
      {manifest && (
        <div className="grid gap-8 lg:grid-cols-2">
          <RunForm
            key={workflow.sha256}
            workflow={{ ...workflow, inputs: withOwn(workflow.inputs ?? [], graph ?? {}) }}
            onStarted={(id) => void navigate({ search: { job: id } })}
          />
          {job && <Result jobId={job} />}
        </div>
      )}
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${title || name}?`}
        description="Nobody can run it any more. Pictures made with it keep it in their recipe."
        action="Remove"
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(name, {
            onSuccess: () => {
              say(`${title || name} is removed`);
              void navigate({ to: "/comfyui" });
            },
            onError: () => setRemoving(false),
          })
        }
      />
    </>
  );
}
