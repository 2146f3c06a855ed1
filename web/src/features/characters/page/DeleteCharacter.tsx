import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, count } from "@/lib/format";

import { deletionQuery, type Character, type Deletion } from "../queries";

/** Says what goes and what stays; the name must be typed, for nothing brings it back. */
export function DeleteCharacter({ character, onClose }: { character: Character; onClose: () => void }) {
  const { id, name } = character;
  const { data: foreseen, error: unseen } = useQuery(deletionQuery(id));
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      answer(api.DELETE("/api/v1/characters/{id_or_name}", { params: { path: { id_or_name: id } } })),
    onSuccess: async () => {
      await navigate({ to: "/characters" });
      say(`${name} is deleted`);
      void client.invalidateQueries({ queryKey: ["characters", "list"] });
    },
  });
  const sure = typed.trim() === name;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete ${name}?`}
      description="This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep {name}</Button>
          <Button
            type="submit"
            form="delete-character"
            variant="danger"
            disabled={!sure}
            busy={remove.isPending}
          >
            Delete
          </Button>
        </>
      }
    >
      <form
        id="delete-character"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (sure) remove.mutate();
        }}
      >
        {unseen && <ErrorBlock error={unseen} title="What would go is not known." />}
        {!foreseen && !unseen && <Skeleton className="h-20" />}
        {foreseen && <Foreseen what={foreseen} />}
        <Field label={`Type ${name} to delete it`}>
          <Input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </Field>
        {remove.error && <ErrorBlock error={remove.error} title={`${name} was not deleted.`} />}
      </form>
    </Dialog>
  );
}

function Foreseen({ what }: { what: Deletion }) {
  const goes = [
    what.references > 0 && `${count(what.references, "picture")} it learnt from, with their words`,
    `${count(what.versions, "version")}, each with its LoRA`,
    what.checkpoints > 0 && `${count(what.checkpoints, "LoRA")} of earlier steps`,
    what.samples > 0 && `${count(what.samples, "sample")} that its trainings drew`,
    ...what.models.map((model) => `The model ${model}`),
    `${count(what.files, "file")}, ${bytes(what.bytes)}`,
  ].filter((line) => line !== false);
  return (
    <>
      <section aria-label="What goes">
        <h3 className="font-medium">Goes</h3>
        <ul className="list-inside list-disc text-text-2">
          {goes.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      {what.stays.length > 0 && (
        <section aria-label="What stays">
          <h3 className="font-medium">Stays</h3>
          <ul className="list-inside list-disc text-text-2">
            {what.pictures > 0 && <li>{count(what.pictures, "picture")} that you made with it</li>}
            {what.stays.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
