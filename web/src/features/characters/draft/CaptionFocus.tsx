import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";

import { Problem } from "@/api/problem";
import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Textarea } from "@/components/ui/input";
import { useShortcuts } from "@/keys/hooks";

import { useReferenceChange } from "../changes";
import type { Character, Reference } from "../queries";
import { plainCaption } from "../words";
import { useAutosave } from "./autosave";
import { step } from "./captions";

interface Props {
  character: Character;
  /** Id of the picture that is looked at. */
  at: string;
  onMove: (id: string) => void;
  onClose: () => void;
  onLeaveOut?: (reference: Reference) => void;
  onRemove?: (reference: Reference) => void;
  /** What else can be done with the picture, under it. */
  tools?: (reference: Reference) => ReactNode;
}

/** One picture large, its caption below; save and go on. */
export function CaptionFocus({ character, at, onMove, onClose, onLeaveOut, onRemove, tools }: Props) {
  const { references } = character;
  const ids = references.map(({ id }) => id);
  const reference = references.find(({ id }) => id === at);
  const go = (by: 1 | -1) => {
    const next = step(ids, at, by);
    if (next) onMove(next);
  };
  useShortcuts(
    [
      {
        id: "focus next",
        keys: "Mod+Enter",
        label: "Save, and to the next",
        inFields: true,
        run: () => go(1),
      },
      {
        id: "focus before",
        keys: "Mod+Shift+Enter",
        label: "Save, and back",
        inFields: true,
        run: () => go(-1),
      },
    ],
    { scope: "dialog" },
  );
  if (!reference) return null;
  const { url: src, width, height, thumbhash } = reference;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={reference.filename}
      description={`${ids.indexOf(at) + 1} of ${ids.length} · ${reference.width} x ${reference.height}`}
      className="sm:top-[4dvh] sm:max-h-[92dvh] sm:w-[min(56rem,94vw)]"
      footer={
        <>
          {onLeaveOut && (
            <Button onClick={() => onLeaveOut(reference)}>
              {reference.excluded ? "Take in again" : "Leave out"}
            </Button>
          )}
          {onRemove && (
            <Button
              variant="ghost"
              onClick={() => {
                onRemove(reference);
                const next = step(ids, at, 1) ?? step(ids, at, -1);
                if (next) onMove(next);
                else onClose();
              }}
            >
              Remove
            </Button>
          )}
          <span className="flex gap-2 sm:ml-auto">
            <IconButton
              icon={ChevronLeft}
              label="The one before"
              keys="Mod+Shift+Enter"
              variant="secondary"
              disabled={!step(ids, at, -1)}
              onClick={() => go(-1)}
            />
            <Button
              variant="primary"
              keys="Mod+Enter"
              className="grow"
              onClick={() => (step(ids, at, 1) ? go(1) : onClose())}
            >
              {step(ids, at, 1) ? "Next" : "Done"}
              <ChevronRight aria-hidden />
            </Button>
          </span>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="flex max-h-[52dvh] justify-center rounded-print bg-stage-dark">
          <Picture
            picture={{ src, width, height, thumbhash }}
            alt={reference.caption ?? reference.filename}
            first
            className="max-h-[52dvh] w-full bg-transparent"
          />
        </div>
        {tools?.(reference)}
        <CaptionField key={at} character={character} reference={reference} />
      </div>
    </Dialog>
  );
}

function CaptionField({ character, reference }: { character: Character; reference: Reference }) {
  const save = useReferenceChange(character.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const { value, change, flush, state, error } = useAutosave({
    saved: reference.caption ?? "",
    save: (caption) => save.mutateAsync({ id: reference.id, caption: caption.trim() }),
    storeAs: `caption ${reference.id}`,
  });
  useEffect(() => field.current?.focus(), []);
  const note = {
    saved: value === "" ? "" : "saved",
    unsaved: "unsaved",
    saving: "saving…",
    failed: "not saved",
  }[state];
  return (
    <Field label="Caption" note={note} error={state === "failed" && Problem.from(error).message}>
      <Textarea
        ref={field}
        value={value}
        placeholder={plainCaption(character)}
        maxLength={2000}
        onChange={(event) => change(event.target.value)}
        onBlur={flush}
      />
    </Field>
  );
}
