import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { projectsQuery } from "@/api/projects";

import { sayFailed } from "../toast";

export type Member = Schemas["MemberShown"];
export type ProjectRole = Member["role"];

export const ROLES: Record<ProjectRole, string> = {
  viewer: "May look and draw with it",
  editor: "May change it too",
};

export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: ["projects", project, "members"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/projects/{id_or_name}/members", {
          params: { path: { id_or_name: project } },
          signal,
        }),
      ),
  });

export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ["people", search],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/accounts/names", { params: { query: { search } }, signal })),
    staleTime: 60_000,
  });

/** Sharing a project with people, and no longer. */
export function useMemberChanges(project: string) {
  const client = useQueryClient();
  const path = (person: string) => ({ path: { id_or_name: project, person } });
  const fresh = () => client.invalidateQueries({ queryKey: projectsQuery.queryKey });
  const share = useMutation({
    mutationFn: ({ person, role }: { person: string; role: ProjectRole }) =>
      answer(
        api.PUT("/api/v1/projects/{id_or_name}/members/{person}", { params: path(person), body: { role } }),
      ),
    onSuccess: fresh,
    onError: (error) => sayFailed("It is shared as before.", error),
  });
  const unshare = useMutation({
    mutationFn: (person: string) =>
      answer(api.DELETE("/api/v1/projects/{id_or_name}/members/{person}", { params: path(person) })),
    onSuccess: fresh,
    onError: (error) => sayFailed("It is shared as before.", error),
  });
  return { share, unshare };
}
