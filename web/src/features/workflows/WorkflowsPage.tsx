import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { useMay } from "@/api/login";
import { ChooseFiles, useFileDrop } from "@/components/DropZone";
import { PageHeader } from "@/components/PageHeader";

import { Servers } from "./Servers";
import { Templates } from "./Templates";

const AddTemplate = lazy(() => import("./add/AddTemplate"));

/** ComfyUI as an engine of the studio: its servers, and the templates that they run. */
export function WorkflowsPage() {
  const admin = useMay("admin");
  const navigate = useNavigate();
  const [files, setFiles] = useState<readonly File[]>();
  const drop = useFileDrop(setFiles, "Drop a graph that ComfyUI saved with Export (API)", admin);
  return (
    <>
      <PageHeader
        title="ComfyUI"
        detail="Runs a graph of yours, and its pictures hang in the gallery."
        actions={
          admin && (
            <ChooseFiles variant="primary" accept=".json,application/json" onFiles={setFiles}>
              Add a template
            </ChooseFiles>
          )
        }
      />
      <div className="grid max-w-4xl gap-8">
        <Servers />
        <Templates />
      </div>
      {drop}
      {files && (
        <Suspense>
          <AddTemplate
            files={files}
            onClose={() => setFiles(undefined)}
            onAdded={(name) => void navigate({ to: "/comfyui/$name", params: { name } })}
          />
        </Suspense>
      )}
    </>
  );
}
