import { useState } from "react";

import { Problem } from "@/api/problem";
import type { Project } from "@/api/projects";

import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { useProjectChanges } from "./use-project-changes";

interface Props {
  /** The one that is renamed; a new one without. */
  project?: Project;
  onClose: () => void;
  onDone?: (project: Project) => void;
}

/** The name of a new project, or a new name; one that is taken stays, with the reason. */
export function ProjectName({ project, onClose, onDone }: Props) {
  const { make, rename } = useProjectChanges();
  const [name, setName] = useState(project?.name ?? "");
  const { error, isPending } = project ? rename : make;
  const typed = name.trim();
  const done = (made: Project) => {
    onDone?.(made);
    onClose();
  };
  const keep = () => {
    if (typed === project?.name) onClose();
    else if (project) rename.mutate({ id: project.id, name: typed }, { onSuccess: done });
    else make.mutate(typed, { onSuccess: done });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={project ? `Rename ${project.name}` : "New project"}
      description={
        project ? undefined : "A name that characters, datasets and classifiers are gathered under."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="project-name"
            variant="primary"
            busy={isPending}
            disabled={typed === ""}
          >
            {project ? "Rename" : "Make it"}
          </Button>
        </>
      }
    >
      <form
        id="project-name"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed !== "" && !isPending) keep();
        }}
      >
        <Field label="Name" error={error && Problem.from(error).message}>
          <Input
            value={name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
