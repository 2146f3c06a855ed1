import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { projectsQuery, type Project } from "@/api/projects";
import { useProjectChanges } from "@/components/projects/use-project-changes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

import { useMove } from "../projects";
import type { Character } from "../queries";

const NONE = "none";
const NEW = "new";

/** What the character is gathered under: one that there is, a new one, or none. */
export function ProjectField({ character }: { character: Character }) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const { mutate: move, isPending } = useMove();
  const { make } = useProjectChanges();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const to = (project: Project | null) => move({ character, project });
  if (naming) {
    const create = () => {
      if (name.trim() === "" || make.isPending) return;
      make.mutate(name.trim(), {
        onSuccess: (project) => {
          setNaming(false);
          setName("");
          to(project);
        },
      });
    };
    return (
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <Field label="New project" error={make.error && Problem.from(make.error).message} className="grow">
          <Input
            value={name}
            maxLength={80}
            // eslint-disable-next-line jsx-a11y/no-autofocus -- it was asked for to be named
            autoFocus
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setNaming(false);
            }}
          />
        </Field>
        <Button type="submit" busy={make.isPending} disabled={name.trim() === ""}>
          Make
        </Button>
      </form>
    );
  }
  return (
    <Field label="Project" note="optional">
      <Select
        value={character.project?.id ?? NONE}
        disabled={isPending}
        options={[
          { value: NONE, label: "None" },
          ...projects.map(({ id, name: label }) => ({ value: id, label })),
          { value: NEW, label: "New project…" },
        ]}
        onChange={(value) => {
          if (value === NEW) setNaming(true);
          else to(projects.find(({ id }) => id === value) ?? null);
        }}
      />
    </Field>
  );
}
