import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { count } from "@/lib/format";

import type { Character } from "../queries";

export function DeleteDraft({ character }: { character: Character }) {
  const { id, name, references } = character;
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      answer(api.DELETE("/api/v1/characters/{id_or_name}", { params: { path: { id_or_name: id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["characters", "list"] });
      void navigate({ to: "/characters" });
    },
    onError: (error) => sayFailed("The draft was not deleted.", error),
  });
  return (
    <>
      <IconButton icon={Trash2} label="Delete this draft" onClick={() => setAsked(true)} />
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={`Delete the draft ${name}?`}
        description={`${count(references.length, "picture")} and their captions go with it. This cannot be undone.`}
        action="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
