import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { logOut } from "@/api/login";
import { ErrorBlock } from "@/components/ErrorBlock";
import { TimeAgo } from "@/components/TimeAgo";
import { sayFailed } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";

import { clientWords } from "./client-words";
import { endLogin, loginsQuery } from "./queries";

/** Where one is logged in; each can be ended, or all of them. */
export function Logins() {
  const { data, error, refetch } = useQuery(loginsQuery);
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: endLogin,
    onError: (error) => sayFailed("The log-in was not ended.", error),
    onSettled: () => client.invalidateQueries(loginsQuery),
  });
  const everywhere = useMutation({
    mutationFn: () => logOut("logout-everywhere"),
    onError: (error) => sayFailed("The log-ins were not ended.", error),
  });
  if (error)
    return <ErrorBlock error={error} title="The log-ins did not arrive." onRetry={() => void refetch()} />;
  return (
    <section className="grid gap-2" aria-label="Log-ins">
      <h2 className="font-medium">Where you are logged in</h2>
      {!data && <Skeleton className="h-24" />}
      <ul>
        {data?.map((login) => (
          <li
            key={login.id}
            className="flex min-h-11 flex-wrap items-center gap-3 border-t border-line-1 py-2"
          >
            <span className="grow">
              {clientWords(login.client)}
              <span className="block text-sm text-text-3">
                {login.address && `${login.address} · `}
                <TimeAgo at={login.seen_at} />
              </span>
            </span>
            {login.is_current ? (
              <Badge tone="ok">This one</Badge>
            ) : (
              <Button
                size="small"
                aria-label={`End: ${clientWords(login.client)}`}
                busy={end.isPending && end.variables === login.id}
                onClick={() => end.mutate(login.id)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button variant="danger" className="justify-self-start" onClick={() => setAsking(true)}>
        Log out everywhere
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Log out everywhere?"
        description="Every browser and program that is logged in as you must log in again, this one too. Keys stay."
        action="Log out everywhere"
        busy={everywhere.isPending}
        onConfirm={() => everywhere.mutate()}
      />
    </section>
  );
}
