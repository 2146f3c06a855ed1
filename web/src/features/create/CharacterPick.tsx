import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, UserRound } from "lucide-react";
import { useState } from "react";

import { Picture } from "@/components/Picture";
import { Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";

import { readyCharacters } from "./queries";
import { useForm } from "./store";

const FILTER_FROM = 9;

/** Who is drawn: one character, or nobody in particular. */
export function CharacterPick() {
  const { form, change } = useForm();
  const { data: characters } = useQuery(readyCharacters);
  const chosen = characters?.find(({ id }) => id === form.character_id);
  if (characters?.length === 0)
    return (
      <p className="text-sm text-text-2">
        None yet.{" "}
        <Link to="/characters" className="text-text-1 underline underline-offset-4">
          Make one from about 20 pictures
        </Link>
      </p>
    );
  return (
    <div className="flex flex-wrap gap-1.5">
      {form.character_id && (
        <Chip onRemove={() => change({ character_id: null, lora_scale: 1 })}>
          {chosen?.name ?? "A character that is gone"}
        </Chip>
      )}
      <Choose />
    </div>
  );
}

function Choose() {
  const { form, change } = useForm();
  const { data: characters = [] } = useQuery(readyCharacters);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const shown = characters.filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <Popover
      label="Characters"
      className="w-72"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="small">
          <UserRound aria-hidden /> {form.character_id ? "Another" : "Choose a character"}
        </Button>
      }
    >
      {characters.length >= FILTER_FROM && (
        <Input
          aria-label="Filter characters"
          placeholder="Filter…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="mb-2"
        />
      )}
      <ul className="grid max-h-72 gap-0.5 overflow-y-auto">
        {shown.map(({ id, name, base_model, cover }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === form.character_id}
              className="flex w-full items-center gap-3 rounded-control p-1 text-left hover:bg-bg-4 aria-pressed:bg-bg-4"
              onClick={() => {
                // It can only be drawn by the model that it was learnt on.
                change({ character_id: id, model: base_model });
                setOpen(false);
              }}
            >
              <span className="size-10 shrink-0">
                {cover && (
                  <Picture picture={{ ...cover, src: cover.url, width: 1, height: 1 }} alt="" fit="cover" />
                )}
              </span>
              <span className="min-w-0">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-sm text-text-3">{base_model}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Link to="/characters" className="mt-2 flex h-control items-center gap-2 text-text-2 hover:text-text-1">
        <Plus aria-hidden className="size-4" /> New character
      </Link>
    </Popover>
  );
}
