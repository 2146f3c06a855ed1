import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed } from "@/components/toast";

export type Rule = Schemas["PodRuleShown"];
export type RuleAsked = Schemas["RuleAsked"];

export const rulesQuery = queryOptions({
  queryKey: ["pods", "rules"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/pods/rules", { signal }))).items,
  meta: { topics: ["pods"] },
  refetchInterval: 15_000,
});

/** What a rule would do now, as if it were on; nothing is done. */
export const previewQuery = (rule: string) =>
  queryOptions({
    queryKey: ["pods", "rules", rule, "preview"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/pods/rules/{rule}/preview", {
          params: { path: { rule }, query: { if_on: true } },
          signal,
        }),
      ),
    staleTime: 0,
    refetchInterval: 5000,
  });

/** Making, changing and removing rules. */
export function useRuleChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["pods"] });
  const save = useMutation({
    mutationFn: ({ rule, body }: { rule?: string | undefined; body: RuleAsked }) =>
      rule
        ? answer(api.PUT("/api/v1/pods/rules/{rule}", { params: { path: { rule } }, body }))
        : answer(api.POST("/api/v1/pods/rules", { body })),
    onSuccess: fresh,
  });
  const remove = useMutation({
    mutationFn: (rule: string) =>
      answer(api.DELETE("/api/v1/pods/rules/{rule}", { params: { path: { rule } } })),
    onError: (error) => sayFailed("The rule is still there.", error),
    onSettled: fresh,
  });
  return { save, remove };
}
