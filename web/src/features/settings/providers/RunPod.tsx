import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { providersQuery } from "@/api/providers";
import { ErrorBlock } from "@/components/ErrorBlock";
import { TimeAgo } from "@/components/TimeAgo";
import { say } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { count } from "@/lib/format";

import { useKeyOf } from "./queries";

/** The key by which pods are rented: kept encrypted, tried before it is kept, and never shown. */
export function RunPod() {
  const { data, error, refetch } = useQuery(providersQuery);
  const { keep, forget, test } = useKeyOf("runpod");
  const [key, setKey] = useState("");
  const [forgetting, setForgetting] = useState(false);
  if (error)
    return <ErrorBlock error={error} title="The providers did not arrive." onRetry={() => void refetch()} />;
  const [provider] = data ?? [];
  if (!provider) return <Skeleton className="h-40" />;
  const { has_key, by, added_at, looked_at, problem } = provider;
  return (
    <section aria-labelledby="runpod" className="grid gap-3">
      <h2 id="runpod" className="flex flex-wrap items-center gap-2 text-lg">
        RunPod
        {has_key ? <Badge tone="ok">key set</Badge> : <Badge>no key</Badge>}
      </h2>
      <p className="max-w-[68ch] text-text-2">
        {by === "setting" &&
          "The key comes from SAFELIGHT_RUNPOD_API_KEY; one that is kept here goes first. "}
        {by === "kept" && added_at && (
          <>
            Kept here, encrypted, since <TimeAgo at={added_at} />.{" "}
          </>
        )}
        {looked_at && (
          <>
            Its list of pods was read <TimeAgo at={looked_at} />.{" "}
          </>
        )}
        {has_key && (
          <Link to="/fleet" search={{ tab: "pods" }} className="text-text-1 underline underline-offset-4">
            To the pods
          </Link>
        )}
      </p>
      {problem && <ErrorBlock error={new Error(problem)} title="It did not answer the last time." />}
      <p className="max-w-[68ch] text-sm text-text-3">
        A key is made at RunPod, under Settings, API Keys; it needs the right to read and write pods.
      </p>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (keep.isPending) return;
          keep.mutate(key.trim(), {
            onSuccess: () => {
              setKey("");
              test.reset();
              say("RunPod takes the key; it is kept encrypted.");
            },
          });
        }}
      >
        <Field
          label={has_key ? "Another key" : "Key"}
          error={keep.error && Problem.from(keep.error).message}
          className="min-w-0 grow basis-64"
        >
          <Input
            type="password"
            autoComplete="off"
            value={key}
            placeholder="rpa_…"
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" busy={keep.isPending} disabled={key.trim().length < 8}>
          Try it and keep it
        </Button>
      </form>
      {has_key && (
        <div className="flex flex-wrap items-center gap-2">
          <Button busy={test.isPending} onClick={() => test.mutate()}>
            Test the key
          </Button>
          {by === "kept" && (
            <Button variant="danger" onClick={() => setForgetting(true)}>
              Forget the key
            </Button>
          )}
          <p role="status" className="text-text-2">
            {test.data && `It answers, with ${count(test.data.length, "GPU type")}.`}
          </p>
        </div>
      )}
      {test.error && <ErrorBlock error={test.error} title="The key does not work." />}
      <Confirm
        open={forgetting}
        onOpenChange={setForgetting}
        title="Forget the key of RunPod?"
        description="Nothing is rented without it, and pods that are there could not be ended: with pods there it is refused."
        action="Forget"
        busy={forget.isPending}
        onConfirm={() => forget.mutate(undefined, { onSettled: () => setForgetting(false) })}
      />
    </section>
  );
}
