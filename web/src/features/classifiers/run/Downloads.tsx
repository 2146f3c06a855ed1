import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";

import { answer, api } from "@/api/client";
import { useSharing } from "@/components/projects/sharing";
import { saveSigned } from "@/components/save-signed";
import { say, sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { bytes, number } from "@/lib/format";
import { saveBlob, saveFrom } from "@/lib/save-file";

import { isMade, onnxQuery, runKeys, type Run } from "../runs/queries";

/** The model of a finished run: to take away, for other runtimes, and on the shelf. */
export function Downloads({ run }: { run: Run }) {
  const client = useQueryClient();
  const params = { path: { run: run.id } };
  const { data: onnx } = useQuery(onnxQuery(run.id));
  const make = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/classifiers/runs/{run}/onnx", { params })),
    onSuccess: (state) => client.setQueryData(onnxQuery(run.id).queryKey, state),
    onError: (error) => sayFailed("The ONNX file is not being made.", error),
  });
  const publish = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/classifiers/runs/{run}/publish", { params, body: {} })),
    onSuccess: ({ model }) => {
      say(`On the shelf of models as ${model}`);
      void client.invalidateQueries({ queryKey: runKeys.all });
      void client.invalidateQueries({ queryKey: ["models"] });
    },
    onError: (error) => sayFailed("It was not put on the shelf.", error),
  });
  const saveConfig = useMutation({
    mutationFn: () => answer(api.GET("/api/v1/classifiers/runs/{run}/config.json", { params })),
    onSuccess: (config) =>
      saveBlob(
        new Blob([JSON.stringify(config, null, 2)], { type: "application/json" }),
        `run-${run.number}.json`,
      ),
    onError: (error) => sayFailed("The file was not fetched.", error),
  });
  const { unless } = useSharing(run.project);
  const making = isMade(onnx);
  return (
    <section aria-label="Take it away" className="grid gap-2">
      <h2 className="text-lg">Use it elsewhere</h2>
      {run.trained_model && (
        <Row
          title="Model"
          detail={`${bytes(run.trained_model.size)}, ${number(run.trained_model.parameters)} weights. A folder that transformers loads, with its card.`}
        >
          <Button
            onClick={() =>
              void saveSigned(`/api/v1/classifiers/runs/${encodeURIComponent(run.id)}/model.zip`)
            }
          >
            <Download aria-hidden />
            Download
          </Button>
        </Row>
      )}
      <Row
        title="ONNX"
        detail={
          onnx?.onnx
            ? `${bytes(onnx.onnx.size)}. Checked on ${number(onnx.onnx.checked_on)} pictures: no probability is further than ${onnx.onnx.max_difference.toExponential(0)} from the model’s.`
            : onnx?.status === "failed"
              ? (onnx.failure?.message ?? "It could not be made.")
              : "For other runtimes; checked against the model before it is offered."
        }
      >
        {onnx?.url ? (
          <Button onClick={() => saveFrom(onnx.url ?? "")}>
            <Download aria-hidden />
            Download
          </Button>
        ) : making ? (
          <div className="w-32">
            <Progress value={onnx?.progress?.fraction} label="Making the ONNX file" of={onnx?.job_id ?? ""} />
          </div>
        ) : (
          <Button busy={make.isPending} unless={unless} onClick={() => make.mutate()}>
            Make it
          </Button>
        )}
      </Row>
      <Row
        title="On the shelf"
        detail={
          run.model ? "Requests name it so." : "Under a name of its own, for requests and to learn from."
        }
      >
        {run.model ? (
          <Button asChild>
            <Link to="/models/$name" params={{ name: run.model }}>
              {run.model}
            </Link>
          </Button>
        ) : (
          <Button busy={publish.isPending} unless={unless} onClick={() => publish.mutate()}>
            Put it there
          </Button>
        )}
      </Row>
      <Row title="Settings" detail="config.json: safelight train --config takes it.">
        <Button busy={saveConfig.isPending} onClick={() => saveConfig.mutate()}>
          <Download aria-hidden />
          Download
        </Button>
      </Row>
    </section>
  );
}

function Row({ title, detail, children }: { title: string; detail: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card bg-bg-2 p-3">
      <div className="min-w-0 grow basis-40">
        <p className="font-medium">{title}</p>
        <p className="text-sm text-text-3">{detail}</p>
      </div>
      {children}
    </div>
  );
}
