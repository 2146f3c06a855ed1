import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import { TimeAgo } from "@/components/TimeAgo";
import { say, sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { tokensQuery } from "../queries";

/** The tokens that the studio keeps: for whom, never which. */
export function Tokens() {
  const { data: tokens = [] } = useQuery(tokensQuery);
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: (host: string) =>
      answer(api.DELETE("/api/v1/downloads/tokens/{host}", { params: { path: { host } } })),
    onError: (error) => sayFailed("The token is still kept.", error),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (tokens.length === 0) return null;
  return (
    <section aria-labelledby="tokens" className="grid gap-1">
      <h3 id="tokens" className="text-text-3">
        Tokens kept
      </h3>
      <ul>
        {tokens.map(({ host, user, added_at }) => (
          <li key={host} className="flex min-h-control flex-wrap items-center gap-2">
            <KeyRound aria-hidden className="size-4 text-text-3" strokeWidth={1.75} />
            <span className="min-w-0 grow">
              {host}
              <span className="text-text-3">
                {user && ` as ${user}`} · <TimeAgo at={added_at} />
              </span>
            </span>
            <Button
              size="small"
              variant="ghost"
              busy={forget.isPending && forget.variables === host}
              aria-label={`Forget the token of ${host}`}
              onClick={() => forget.mutate(host)}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Props {
  /** The hub's address. */
  hub: string;
  /** The model's page there, where its terms are. */
  page: string;
  onKept: () => void;
}

/** A model whose owner asks for consent: where to give it, and the token that shows it. */
export function TokenForm({ hub, page, onKept }: Props) {
  const [token, setToken] = useState("");
  const { host } = new URL(hub);
  const keep = useMutation({
    mutationFn: () =>
      answer(
        api.PUT("/api/v1/downloads/tokens/{host}", {
          params: { path: { host } },
          body: { token: token.trim() },
        }),
      ),
    onSuccess: ({ user }) => {
      setToken("");
      say(user ? `The token is ${user}'s; it is kept encrypted.` : "The token is kept encrypted.");
      onKept();
    },
  });
  const problem = keep.error && Problem.from(keep.error);
  return (
    <form
      className="grid gap-3 rounded-control bg-bg-1 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <ol className="grid list-inside list-decimal gap-1 text-text-2">
        <li>
          Accept its terms at <Outside to={page} />, signed in there.
        </li>
        <li>
          Make a token with read access at <Outside to={`${hub}/settings/tokens`} />.
        </li>
        <li>Paste it here. It is kept encrypted, sent to {host} alone and never shown again.</li>
      </ol>
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Token" className="min-w-0 grow basis-56" error={problem?.message}>
          <Input
            type="password"
            autoComplete="off"
            value={token}
            placeholder="hf_…"
            onChange={(event) => setToken(event.target.value)}
          />
        </Field>
        <Button type="submit" busy={keep.isPending} disabled={token.trim() === ""}>
          Keep and look again
        </Button>
        <Button variant="ghost" onClick={onKept}>
          Look again
        </Button>
      </div>
    </form>
  );
}

function Outside({ to }: { to: string }) {
  return (
    <a
      href={to}
      target="_blank"
      rel="noreferrer"
      className="break-all text-text-1 underline underline-offset-4"
    >
      {to.replace(/^https?:\/\//, "")}
    </a>
  );
}
