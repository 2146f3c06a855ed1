import { useState } from "react";

import { Problem } from "@/api/problem";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";

import { useChange } from "../changes";
import { ConsentLine } from "../consent/ConsentLine";
import type { Character } from "../queries";
import { useAutosave } from "./autosave";
import { DeleteDraft } from "./DeleteDraft";
import { ProjectField } from "./ProjectField";
import { SavedMark } from "./SavedMark";
import { SECTIONS, type SectionKey } from "./sections";

interface Props {
  character: Character;
  current: SectionKey;
  /** Why nothing may be changed: the fields of the page are still then. */
  unless: string | undefined;
  onGoTo: (key: SectionKey) => void;
}

const KINDS = ["woman", "man", "person", "child", "dog", "cat", "creature", "robot", "toy", "house", "style"];
const UNTITLED = /^Untitled( \d+)?$/;

/** A text of the character that saves itself. */
function useSavedField(character: Character, field: "name" | "trigger" | "class_word") {
  const change = useChange(character.id);
  const autosave = useAutosave({
    saved: field === "name" && UNTITLED.test(character.name) ? "" : character[field],
    save: async (text) => {
      const wanted = text.trim();
      if (wanted !== "" || field === "class_word") await change.mutateAsync({ [field]: wanted });
    },
    storeAs: `${field} ${character.id}`,
  });
  return {
    error: autosave.state === "failed" ? Problem.from(autosave.error).message : undefined,
    input: {
      value: autosave.value,
      maxLength: 80,
      onChange: ({ target }: { target: HTMLInputElement }) => autosave.change(target.value),
      onBlur: autosave.flush,
    },
  };
}

export function DraftHead({ character, current, unless, onGoTo }: Props) {
  const name = useSavedField(character, "name");
  const kind = useSavedField(character, "class_word");
  const trigger = useSavedField(character, "trigger");
  const [isNew] = useState(() => UNTITLED.test(character.name));
  // The trigger and the kind stand in the weights once something was learnt.
  const learnt = character.versions.length > 0;
  return (
    <>
      <header className="sticky top-head z-10 -mx-4 -mt-4 flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line-1 bg-bg-0 px-4 py-2 sm:-mx-6 sm:px-6">
        <h1 className="text-xl max-sm:sr-only">
          {learnt ? `Train ${character.name} again` : "New character"}
        </h1>
        {unless ? <p className="text-text-2 max-sm:grow">{unless}</p> : <SavedMark id={character.id} />}
        <nav aria-label="Sections" className="ml-auto flex gap-1 max-sm:order-last max-sm:w-full">
          {SECTIONS.map(({ key, label }, i) => (
            <a
              key={key}
              href={`#${key}`}
              aria-current={current === key ? "step" : undefined}
              onClick={(event) => {
                event.preventDefault();
                onGoTo(key);
              }}
              className={cn(
                "flex h-control items-center gap-1.5 rounded-control px-3 text-text-2 hover:bg-bg-3 hover:text-text-1 max-sm:grow max-sm:justify-center",
                "aria-[current=step]:bg-bg-3 aria-[current=step]:text-text-1",
              )}
            >
              <span className="text-text-3 tabular-nums">{i + 1}</span>
              {label}
            </a>
          ))}
        </nav>
        {!learnt && !unless && !character.owner && <DeleteDraft character={character} />}
      </header>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Name" error={name.error}>
          <Input
            {...name.input}
            placeholder="Ada"
            // eslint-disable-next-line jsx-a11y/no-autofocus -- the page is about one thing that has no name yet
            autoFocus={isNew}
            autoComplete="off"
          />
        </Field>
        <Field
          label="What is it?"
          error={kind.error}
          help="The word the model knows already. It learns what is special about this one."
        >
          <Input {...kind.input} placeholder="woman, dog, robot, style …" list="kinds" disabled={learnt} />
        </Field>
        <Field
          label="Trigger word"
          error={trigger.error}
          help={
            learnt
              ? "It stands in what was learnt, and stays."
              : `Say “${trigger.input.value || "…"}” in a prompt. Safelight adds it for you.`
          }
        >
          <Input
            {...trigger.input}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            disabled={learnt}
          />
        </Field>
        <ProjectField character={character} />
        <datalist id="kinds">
          {KINDS.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      </div>
      <ConsentLine character={character} fixed={unless} />
    </>
  );
}
