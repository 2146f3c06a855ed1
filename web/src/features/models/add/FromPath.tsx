import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { answer, api, idempotent } from "@/api/client";
import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, number } from "@/lib/format";

import { familyWords, formatWords, KINDS } from "../words";

interface Props {
  path: string;
  onAdded: () => void;
}

/** A folder or file on the studio's machine: what it is, then used where it lies. */
export function FromPath({ path, onAdded }: Props) {
  const [name, setName] = useState("");
  const [headers] = useState(() => idempotent());
  const client = useQueryClient();
  const navigate = useNavigate();
  const look = useQuery({
    queryKey: ["identify", path],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/models/identify", { body: { path }, signal })),
    retry: false,
    staleTime: 0,
  });
  const add = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/models", {
          headers,
          body: { path, ...(name.trim() && { name: name.trim() }) },
        }),
      ),
    onSuccess: async (model) => {
      await client.invalidateQueries({ queryKey: ["models"] });
      onAdded();
      void navigate({ to: "/models/$name", params: { name: model.name } });
    },
  });
  if (look.error)
    return <ErrorBlock error={look.error} title="That cannot be used." onRetry={() => void look.refetch()} />;
  if (!look.data) return <Skeleton className="h-40" />;
  const { kind, format, family, version, title, size_bytes, parameters, dtype, notes } = look.data;
  const made = familyWords({ family, version });
  return (
    <section aria-label="What was found" className="grid gap-4 rounded-card border border-line-1 p-4">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-medium">{title ?? KINDS[kind].one}</h3>
          <Badge>{KINDS[kind].one}</Badge>
          {made && <Badge>{made}</Badge>}
        </div>
        <p className="text-text-2 tabular-nums">
          {bytes(size_bytes)} · {number(parameters)} numbers{dtype && `, ${dtype}`} · {formatWords(format)}
        </p>
        {notes.map((note) => (
          <p key={note} className="text-sm text-text-2">
            {note}
          </p>
        ))}
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <Field
          label="Name"
          note="optional"
          className="min-w-0 grow basis-56"
          error={add.error ? Problem.from(add.error).message : undefined}
        >
          <Input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Button variant="primary" busy={add.isPending} className="max-sm:w-full" onClick={() => add.mutate()}>
          Use it where it lies
        </Button>
      </div>
      <p className="text-sm text-text-3">Its files stay there; nothing is copied.</p>
    </section>
  );
}
