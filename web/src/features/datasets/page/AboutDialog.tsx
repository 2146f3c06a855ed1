import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { projectsQuery } from "@/api/projects";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

import { useDatasetActs } from "../changes";
import type { Dataset } from "../queries";

const NONE = "none"; // no id: those begin with their kind

/** What a dataset is called, what it is about, and where it belongs. */
export function AboutDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { update } = useDatasetActs(dataset.id);
  const { data: projects = [] } = useQuery(projectsQuery);
  const [name, setName] = useState(dataset.name);
  const [description, setDescription] = useState(dataset.description);
  const [project, setProject] = useState(dataset.project_id ?? NONE);
  const problem = update.error && Problem.from(update.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename and describe"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="about-dataset"
            variant="primary"
            busy={update.isPending}
            disabled={name.trim() === ""}
          >
            Keep
          </Button>
        </>
      }
    >
      <form
        id="about-dataset"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate(
            { name: name.trim(), description, project: project === NONE ? null : project },
            { onSuccess: onClose },
          );
        }}
      >
        <Field label="Name" error={problem?.message}>
          <Input value={name} maxLength={80} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Field label="What it is about">
          <Textarea
            value={description}
            maxLength={2000}
            onChange={({ target }) => setDescription(target.value)}
          />
        </Field>
        <Field label="Project">
          <Select
            value={project}
            onChange={setProject}
            options={[
              { value: NONE, label: "No project" },
              ...projects.map(({ id, name: label }) => ({ value: id, label })),
            ]}
          />
        </Field>
      </form>
    </Dialog>
  );
}
