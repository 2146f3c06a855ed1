import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";

import { useChange } from "../changes";
import type { Character } from "../queries";
import { BASES, type Basis } from "./words";

const CARDS = (Object.keys(BASES) as Basis[]).map((value) => ({ value, ...BASES[value] }));

/** Whose face or thing it is, and why it may be learnt; it goes with the recipe of each picture. */
export function ConsentDialog({ character, onClose }: { character: Character; onClose: () => void }) {
  const before = character.consent;
  const change = useChange(character.id);
  const [basis, setBasis] = useState(before?.basis);
  const [person, setPerson] = useState(before?.person ?? "");
  const [note, setNote] = useState(before?.note ?? "");
  const named = basis !== undefined && basis !== "invented";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Whose likeness is ${character.name}?`}
      description="It is kept with the character and its model card, for you and for whoever you share it with."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="consent"
            variant="primary"
            disabled={basis === undefined}
            busy={change.isPending}
          >
            Keep
          </Button>
        </>
      }
    >
      <form
        id="consent"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (basis === undefined || change.isPending) return;
          const consent = { basis, person: named ? person.trim() : "", note: note.trim() };
          change.mutate({ consent }, { onSuccess: onClose });
        }}
      >
        <RadioCards
          label="On what grounds"
          value={basis}
          onChange={setBasis}
          cards={CARDS}
          className="sm:grid-flow-row"
        />
        {named && (
          <Field label="Who" note="optional">
            <Input
              maxLength={200}
              autoComplete="off"
              value={person}
              onChange={(event) => setPerson(event.target.value)}
            />
          </Field>
        )}
        <Field label="Note" note="optional" help="Where the consent is kept, say, or until when it holds.">
          <Textarea maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        {change.error && <ErrorBlock error={change.error} title="It was not kept." />}
      </form>
    </Dialog>
  );
}
