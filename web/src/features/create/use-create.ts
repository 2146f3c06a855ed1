import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { makeAgain } from "@/api/gallery";
import { jobKeys } from "@/api/jobs";
import { randomId } from "@/lib/ids";
import { invalidateSoon } from "@/live/handlers";

import { askFor, generationKey } from "./queries";
import { useSession, type Ask, type Shape } from "./store";

const send = (ask: Ask, key: string) =>
  "spec" in ask ? askFor(ask.spec, key) : makeAgain(ask.again, ask.seed, key);

/**
 * Asks for pictures. The batch is there at once; its key makes a second try of a request that was not answered the
 * same request.
 */
export function useCreate(): (ask: Ask, shape: Shape, key?: string) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (ask, shape, key) => {
      const { add, settle } = useSession.getState();
      const intent = key ?? randomId();
      if (key === undefined) add({ key: intent, ask, shape, generationId: null, error: null });
      else settle(intent, { error: null });
      try {
        const made = await send(ask, intent);
        client.setQueryData(generationKey(made.id), made);
        invalidateSoon(client, jobKeys.all);
        settle(intent, { generationId: made.id });
      } catch (error) {
        settle(intent, { error });
      }
    },
    [client],
  );
}
