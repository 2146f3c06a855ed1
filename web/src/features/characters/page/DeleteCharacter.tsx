import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count } from "@/lib/format";

import type { Character } from "../queries";

/** Says what goes and what stays; the name must be typed, for nothing brings it back. */
export function DeleteCharacter({ character, onClose }: { character: Character; onClose: () => void }) {
  const { id, name, references, versions, pictures_made } = character;
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
        <ul className="list-inside list-disc text-text-2">
          {references.length > 0 && (
            <li>{count(references.length, "picture")} it learnt from, with their words, go.</li>
          )}
          <li>
            {count(versions.length, "version")} with{" "}
            {versions.length === 1 ? "its LoRA file" : "their LoRA files"} go.
          </li>
          <li>
            {pictures_made > 0
              ? `${count(pictures_made, "picture")} made with it stay, but cannot be made again.`
              : "Nothing was made with it yet."}
          </li>
        </ul>
        <Field label={`Type ${name} to delete it`}>
          <Input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </Field>
        {remove.error && <ErrorBlock error={remove.error} title={`${name} was not deleted.`} />}
      </form>
    </Dialog>
  );
}
