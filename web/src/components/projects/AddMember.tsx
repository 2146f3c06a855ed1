import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";

import { useLogin } from "@/api/login";
import type { Project } from "@/api/projects";

import { Initials } from "../people/Initials";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { peopleQuery, useMemberChanges, type Member } from "./members";

interface Props {
  project: Project;
  /** Whoever is in it already. */
  known: readonly Member[];
}

/** Finds somebody by name; a click shares the project with them, to look at first. */
export function AddMember({ project, known }: Props) {
  const me = useLogin((login) => login.me?.account_id);
  const [typed, setTyped] = useState("");
  const asked = useDeferredValue(typed.trim());
  const list = useId();
  const { data: people = [], isSuccess } = useQuery({ ...peopleQuery(asked), enabled: asked !== "" });
  const { share } = useMemberChanges(project.id);
  const found = people.filter(
    ({ id }) => id !== me && id !== project.owner?.id && known.every(({ account_id }) => account_id !== id),
  );
  const add = (person: string) => share.mutate({ person, role: "viewer" }, { onSuccess: () => setTyped("") });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (found[0]) add(found[0].id);
      }}
    >
      <Field label="Add somebody" help="By name; Enter takes the first.">
        <Input
          type="search"
          autoComplete="off"
          aria-controls={list}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <ul id={list} aria-label="Found">
        {asked !== "" &&
          found.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                disabled={share.isPending}
                className="flex min-h-11 w-full items-center gap-3 rounded-control px-2 text-left hover:bg-bg-3"
                onClick={() => add(person.id)}
              >
                <Initials of={person} />
                {person.full_name || person.name}
                {person.full_name && <span className="text-text-3">{person.name}</span>}
              </button>
            </li>
          ))}
      </ul>
      <p role="status" className="text-sm text-text-3">
        {asked !== "" && isSuccess && found.length === 0 && "Nobody else has such a name."}
      </p>
    </form>
  );
}
