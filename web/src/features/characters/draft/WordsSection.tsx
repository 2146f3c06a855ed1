import { useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { useShortcuts } from "@/keys/hooks";

import type { Character } from "../queries";
import { plainCaption } from "../words";
import { flushAutosaves } from "./autosave";
import { BulkCaptions, type BulkWay } from "./BulkCaptions";
import { CaptionFocus } from "./CaptionFocus";
import { CaptionFiles } from "./captioning/CaptionFiles";
import { useCaptionings } from "./captioning/store";
import { WriteCaptions } from "./captioning/WriteCaptions";
import { CaptionRow, captionField } from "./CaptionRow";
import { step } from "./captions";
import { Section } from "./Section";

interface Props {
  character: Character;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** The captions: what is learnt beside each picture. */
export function WordsSection({ character, unless }: Props) {
  const { references } = character;
  const [bulk, setBulk] = useState<BulkWay>();
  const [looking, setLooking] = useState<string>();
  const [writing, setWriting] = useState(false);
  const underWay = useCaptionings(({ jobs }) => jobs[character.id] !== undefined);
  const rows = useRef(new Map<string, (text: string) => void>());
  const table = useRef<HTMLUListElement>(null);
  const ids = references.map(({ id }) => id);
  const plain = plainCaption(character);
  const written = references.filter(({ caption }) => caption).length;

  const focused = () => (document.activeElement as HTMLElement | null)?.dataset.caption;
  const field = (id: string | undefined) =>
    id === undefined ? null : (document.getElementById(captionField(id)) as HTMLTextAreaElement | null);
  const copyAbove = () => {
    const id = focused();
    const above = id && field(step(ids, id, -1));
    if (above) rows.current.get(id)?.(above.value);
  };
  const next = () => {
    const id = focused();
    if (id) field(step(ids, id, 1))?.focus();
  };
  const openBulk = (way: BulkWay) => void flushAutosaves().then(() => setBulk(way));

  useShortcuts(
    [
      {
        id: "caption above",
        keys: "Alt+ArrowUp",
        label: "Copy the caption above",
        inFields: true,
        run: copyAbove,
      },
      {
        id: "caption next",
        keys: "Mod+Enter",
        label: "Save, and to the next caption",
        inFields: true,
        run: next,
      },
    ],
    { scope: "component", within: table },
  );
  useShortcuts([
    {
      id: "captions replace",
      keys: "Mod+H",
      label: "Find and replace in captions",
      inFields: true,
      enabled: references.length > 0,
      unless,
      run: () => openBulk("replace"),
    },
  ]);

  const register = (id: string, write: ((text: string) => void) | null) => {
    if (write) rows.current.set(id, write);
    else rows.current.delete(id);
  };
  return (
    <Section
      id="words"
      number={2}
      title="Words"
      detail={references.length > 0 && `${written} of ${references.length} written`}
      actions={
        references.length > 0 && (
          <>
            <Button onClick={() => setLooking(references.find(({ caption }) => !caption)?.id ?? ids[0])}>
              One by one
            </Button>
            <Button onClick={() => void flushAutosaves().then(() => setWriting(true))}>
              {underWay ? "See what a model wrote" : "By a model"}
            </Button>
            <Button onClick={() => openBulk("template")}>One for all</Button>
            <Button keys="Mod+H" onClick={() => openBulk("replace")}>
              Replace
            </Button>
            <CaptionFiles character={character} />
          </>
        )
      }
    >
      <p className="max-w-[68ch] text-text-2">
        Say what changes from picture to picture: the place, the clothes, the light. What always stays is
        learnt as{" "}
        <code className="rounded-[4px] bg-bg-3 px-1 font-mono text-sm text-text-1">{character.trigger}</code>.
        A picture without words is learnt as “{plain}”.
      </p>
      {references.length === 0 ? (
        <p className="text-text-3">The captions stand here when the first pictures have arrived.</p>
      ) : (
        <ul ref={table} aria-label="Captions" className="grid gap-3">
          {references.map((reference) => (
            <CaptionRow
              key={reference.id}
              character={character.id}
              reference={reference}
              plain={plain}
              register={register}
              onOpen={() => setLooking(reference.id)}
            />
          ))}
        </ul>
      )}
      {looking && (
        <CaptionFocus
          character={character}
          at={looking}
          onMove={setLooking}
          onClose={() => {
            setLooking(undefined);
            field(looking)?.focus();
          }}
        />
      )}
      {writing && <WriteCaptions character={character} onClose={() => setWriting(false)} />}
      {bulk && (
        <BulkCaptions character={character} way={bulk} onWay={setBulk} onClose={() => setBulk(undefined)} />
      )}
    </Section>
  );
}
