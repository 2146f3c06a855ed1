import { useQuery } from "@tanstack/react-query";

import { projectsQuery } from "@/api/projects";
import { EmptyState } from "@/components/EmptyState";
import { Button } from "@/components/ui/button";

interface Props {
  search: string;
  /** The id of the project that was looked in. */
  project: string | undefined;
  onClear: () => void;
}

/** The list is empty because of what was asked for, and says of what. */
export function NothingFound({ search, project, onClear }: Props) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const name = projects.find(({ id }) => id === project)?.name;
  const where = name ? ` in ${name}` : "";
  return (
    <EmptyState
      title={
        search ? `No character${where} is called “${search}”` : `Nothing is in ${name ?? "this project"} yet`
      }
      action={<Button onClick={onClear}>{search ? "Clear the filter" : "Show all characters"}</Button>}
    >
      {!search && "“Move to a project” in a character’s menu puts it here."}
    </EmptyState>
  );
}
