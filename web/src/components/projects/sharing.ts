import { useQuery } from "@tanstack/react-query";

import { useLogin, useMay } from "@/api/login";
import { projectsQuery } from "@/api/projects";

interface Sharing {
  /** "Shared by mara"; undefined for what is one's own. */
  words?: string;
  /** Why it may not be changed; undefined where it may. */
  unless?: string;
}

/** How somebody else's project, and so what is in it, may be used. */
export function useSharing(project: { id: string } | null | undefined): Sharing {
  const me = useLogin((login) => login.me);
  const trains = useMay("train");
  const { data: projects } = useQuery({ ...projectsQuery, enabled: me !== null });
  if (me === null) return {};
  const found = project && projects?.find(({ id }) => id === project.id);
  const others = found && found.role !== "owner" ? found : undefined;
  const owner = others?.owner?.name ?? "somebody else";
  return {
    ...(others && { words: `Shared by ${owner}` }),
    ...(!trains && { unless: "Viewers look, and change nothing" }),
    ...(others?.role === "viewer" && { unless: `${owner} shares it to look at` }),
  };
}
