import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";

import { useLogin } from "@/api/login";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/toggles";
import { useShortcuts } from "@/keys/hooks";
import { serverNow } from "@/lib/server-clock";

import { KeyRow } from "./KeyRow";
import { NewKey } from "./NewKey";
import { keysQuery, useKeyChanges, type KeyShown } from "./queries";
import { over } from "./words";

/** Keys by which programs come in one's name. */
export default function KeySettings() {
  const me = useLogin((login) => login.me);
  const [everybody, setEverybody] = useState(false);
  const { data, error, refetch } = useQuery(keysQuery(everybody));
  const { revoke } = useKeyChanges();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<KeyShown>();
  useShortcuts([{ id: "key new", keys: "N", label: "New key", run: () => setMaking(true) }]);
  if (error)
    return <ErrorBlock error={error} title="The keys did not arrive." onRetry={() => void refetch()} />;
  const now = new Date(serverNow());
  const [live, gone] = [data?.filter((key) => !over(key, now)), data?.filter((key) => over(key, now))];
  return (
    <div className="grid max-w-3xl gap-4 pt-1">
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[60ch] grow text-text-2">
          With a key a program draws or trains in your name. It is shown once, when it is made.
        </p>
        <Button variant="primary" keys="N" onClick={() => setMaking(true)}>
          New key
        </Button>
      </div>
      {me?.role === "admin" && (
        <Switch checked={everybody} onChange={setEverybody} label="Everybody’s keys" />
      )}
      {!data && <Skeleton className="h-24" />}
      {live?.length === 0 && (
        <EmptyState icon={KeyRound} title="No key works now">
          Make one for each program, so that one can be revoked without the others.
        </EmptyState>
      )}
      <ul aria-label="Keys">
        {live?.map((key) => (
          <KeyRow key={key.id} shown={key} whose={everybody} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {gone && gone.length > 0 && (
        <details>
          <summary className="w-fit rounded-control py-1 text-text-2">
            {gone.length} that work no more
          </summary>
          <ul aria-label="Keys that work no more">
            {gone.map((key) => (
              <KeyRow key={key.id} shown={key} whose={everybody} over={over(key, now)} />
            ))}
          </ul>
        </details>
      )}
      {making && <NewKey onClose={() => setMaking(false)} />}
      <Confirm
        open={revoking !== undefined}
        onOpenChange={() => setRevoking(undefined)}
        title={`Revoke ${revoking?.name ?? ""}?`}
        description="Programs that use it are turned away at once. It cannot be brought back; what they made stays."
        action="Revoke"
        busy={revoke.isPending}
        onConfirm={() => {
          if (!revoking) return;
          revoke.mutate(revoking.id, {
            onSuccess: () => say(`${revoking.name} works no more`),
            onSettled: () => setRevoking(undefined),
          });
        }}
      />
    </div>
  );
}
