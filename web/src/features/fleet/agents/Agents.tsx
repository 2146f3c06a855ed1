import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import { useState } from "react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";

import { agentsQuery, tokensQuery, useAgentChanges, type Agent, type JoinToken } from "../queries";
import { AgentRow } from "./AgentRow";
import { NewToken } from "./NewToken";
import { TokenRow } from "./TokenRow";

type Asked = "token" | { remove: Agent } | { revoke: JoinToken } | undefined;

/** The machines that joined, and the tokens by which others may. */
export function Agents() {
  const agents = useQuery({ ...agentsQuery, refetchInterval: 10_000 });
  const tokens = useQuery(tokensQuery);
  const { remove, revoke } = useAgentChanges();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const add = () => setAsked("token");
  useShortcuts([{ id: "token new", keys: "N", label: "Add a machine", run: add }]);
  const usable = tokens.data?.filter((token) => token.usable);
  const over = tokens.data?.filter((token) => !token.usable && !token.pod_id);
  return (
    <div className="grid max-w-3xl gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[60ch] text-text-2">
          A machine joins with a token: it gets the database and the storage from the studio, and works from
          then on.
        </p>
        <Button variant="primary" keys="N" className="ml-auto max-sm:w-full" onClick={add}>
          Add a machine
        </Button>
      </div>
      <section aria-labelledby="joined">
        <h2 id="joined" className="pb-1 font-medium">
          Joined
        </h2>
        {agents.error && (
          <ErrorBlock
            error={agents.error}
            title="The machines did not arrive."
            onRetry={() => void agents.refetch()}
          />
        )}
        {!agents.data && !agents.error && <Skeleton className="h-24" />}
        {agents.data?.length === 0 && (
          <EmptyState
            icon={Server}
            title="No other machine has joined"
            action={<Button onClick={add}>Add one</Button>}
          >
            You get a command to run there. The studio’s own workers are not in this list.
          </EmptyState>
        )}
        <ul aria-label="Machines that joined">
          {agents.data?.map((agent) => (
            <AgentRow key={agent.id} agent={agent} onRemove={() => setAsked({ remove: agent })} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="tokens">
        <h2 id="tokens" className="pb-1 font-medium">
          Join tokens
        </h2>
        {tokens.error && (
          <ErrorBlock
            error={tokens.error}
            title="The tokens did not arrive."
            onRetry={() => void tokens.refetch()}
          />
        )}
        {usable?.length === 0 && <p className="text-text-2">No token lets a machine in now.</p>}
        <ul aria-label="Join tokens">
          {usable?.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={() => setAsked({ revoke: token })} />
          ))}
        </ul>
        {over && over.length > 0 && (
          <details>
            <summary className="w-fit rounded-control py-1 text-text-2">
              {over.length} that let nobody in
            </summary>
            <ul aria-label="Tokens that let nobody in">
              {over.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </ul>
          </details>
        )}
      </section>
      {asked === "token" && <NewToken onClose={close} />}
      {typeof asked === "object" && "remove" in asked && (
        <Confirm
          open
          onOpenChange={close}
          title={`Remove ${asked.remove.name}?`}
          description="Its workers take nothing more, and go within a minute; others take over what they leave. A new token lets it come back."
          action="Remove"
          busy={remove.isPending}
          onConfirm={() =>
            remove.mutate(asked.remove.id, {
              onSuccess: () => say(`${asked.remove.name} is removed`),
              onSettled: close,
            })
          }
        />
      )}
      {typeof asked === "object" && "revoke" in asked && (
        <Confirm
          open
          onOpenChange={close}
          title={`Revoke ${asked.revoke.name}?`}
          description="No machine joins with it any more. Those that joined stay."
          action="Revoke"
          busy={revoke.isPending}
          onConfirm={() =>
            revoke.mutate(asked.revoke.id, {
              onSuccess: () => say(`${asked.revoke.name} lets nobody in any more`),
              onSettled: close,
            })
          }
        />
      )}
    </div>
  );
}
