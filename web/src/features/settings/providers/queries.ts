import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";

/** Keeping and forgetting a provider's key. */
export function useKeyOf(provider: "runpod") {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["pods"] });
  const params = { path: { provider } };
  const keep = useMutation({
    mutationFn: (key: string) =>
      answer(api.PUT("/api/v1/pods/providers/{provider}", { params, body: { key } })),
    onSuccess: fresh,
  });
  const forget = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/pods/providers/{provider}", { params })),
    onSuccess: fresh,
    onError: (error) => sayFailed("The key is still kept.", error),
  });
  const test = useMutation({
    mutationFn: () => answer(api.GET("/api/v1/pods/gpus", { params: { query: { provider } } })),
  });
  return { keep, forget, test };
}
