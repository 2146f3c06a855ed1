import { useQuery } from "@tanstack/react-query";

import { useLogin } from "@/api/login";
import { projectsQuery } from "@/api/projects";

import { useUnless } from "../unless";

interface Sharing {
  /** "Shared by mara"; undefined for what is one's own. */
  words?: string;
  /** Why it may not be changed; undefined where it may. */
  unless?: string;
}

type Named = { id: string } | null | undefined;

/** How somebody else's project, and so what is in it, may be used. */
export function useSharing(project: Named): Sharing {
  return useSharingOf()(project);
}

/** The same of any project, for what is done with one of many things. */
export function useSharingOf(): (project: Named) => Sharing {
  const me = useLogin((login) => login.me);
  const unless = useUnless("train");
  const { data: projects } = useQuery({ ...projectsQuery, enabled: me !== null });
  return (project) => {
    if (me === null) return {};
    const found = project && projects?.find(({ id }) => id === project.id);
    const others = found && found.role !== "owner" ? found : undefined;
    const owner = others?.owner?.name ?? "somebody else";
    return {
      ...(others && { words: `Shared by ${owner}` }),
      ...(unless && { unless }),
      ...(others?.role === "viewer" && { unless: `${owner} shares it to look at` }),
    };
  };
}
