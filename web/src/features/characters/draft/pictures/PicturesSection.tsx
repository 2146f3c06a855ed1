import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";

import { ChooseFiles, useFileDrop } from "@/components/DropZone";
import { sayFailed, sayWithUndo } from "@/components/toast";
import { useArrows } from "@/components/use-arrows";
import { count } from "@/lib/format";

import { useReferenceChange } from "../../changes";
import { ACCEPTED, StartHere } from "../../list/StartHere";
import type { Character, Reference } from "../../queries";
import { CaptionFocus } from "../CaptionFocus";
import { Doctor } from "../doctor/Doctor";
import { doctorQuery } from "../doctor/queries";
import { worstOf } from "../doctor/words";
import { Section } from "../Section";
import { ADD, UploadRows } from "../UploadRows";
import { bringFiles, useUploadsOf } from "../uploads";
import { useRemoveWithUndo } from "../use-remove";
import { MOST_REPEATS } from "./masks";
import { PictureTools } from "./PictureTools";
import { ReferenceTile } from "./ReferenceTile";

interface Props {
  character: Character;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

export function PicturesSection({ character, unless }: Props) {
  const { id, references } = character;
  const client = useQueryClient();
  const { queue, uploads } = useUploadsOf(id);
  const { data: report } = useQuery(doctorQuery(id, references.length > 0));
  const worst = useMemo(() => worstOf(report?.findings ?? []), [report]);
  const change = useReferenceChange(id);
  const removeWithUndo = useRemoveWithUndo(id);
  const grid = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string>();
  const [looking, setLooking] = useState<string>();

  const add = (files: File[]) => bringFiles(client, id, files);
  const leaveOut = (reference: Reference, excluded = !reference.excluded) => {
    change.mutate(
      { id: reference.id, excluded },
      { onError: (error) => sayFailed(`${reference.filename} was not left out.`, error) },
    );
    if (excluded) sayWithUndo(`${reference.filename} is left out`, () => leaveOut(reference, false));
  };
  const remove = (reference: Reference) => {
    const at = references.indexOf(reference);
    const next = references[at + 1] ?? references[at - 1];
    const held = grid.current?.contains(document.activeElement);
    void removeWithUndo(reference);
    if (next && held) grid.current?.querySelector<HTMLElement>(`[data-item="${next.id}"]`)?.focus();
  };
  const repeat = (item: string, by: number) => {
    const reference = found(item);
    const repeats = (reference?.repeats ?? 0) + by;
    if (reference && repeats >= 1 && repeats <= MOST_REPEATS)
      change.mutate({ id: item, repeats }, { onError: (error) => sayFailed("That was not kept.", error) });
  };
  const found = (item: string) => references.find(({ id: each }) => each === item);
  useArrows(grid, "pictures", [
    {
      id: "picture leave out",
      keys: "X",
      label: "Leave out, or take in again",
      act: (item) => {
        const reference = found(item);
        if (reference) leaveOut(reference);
      },
    },
    {
      id: "picture remove",
      keys: "Delete",
      label: "Remove",
      act: (item) => {
        const reference = found(item);
        if (reference) remove(reference);
      },
    },
    { id: "picture more", keys: "+", label: "Learn from it more often", act: (item) => repeat(item, 1) },
    { id: "picture less", keys: "-", label: "Learn from it less often", act: (item) => repeat(item, -1) },
  ]);
  const overlay = useFileDrop(add, "Let go: these pictures are added", looking === undefined, unless);

  const left = references.filter(({ excluded }) => excluded).length;
  const tabbable = references.some((reference) => reference.id === active) ? active : references[0]?.id;
  const empty = references.length === 0 && uploads.length === 0;
  return (
    <Section
      id="pictures"
      number={1}
      title="Pictures"
      detail={
        references.length > 0 &&
        `${count(references.length, "picture")}${left > 0 ? `, ${left} left out` : ""}`
      }
      actions={
        !empty && (
          <ChooseFiles id={ADD} unless={unless} accept={ACCEPTED} onFiles={add}>
            Add pictures
          </ChooseFiles>
        )
      }
    >
      {empty ? (
        <StartHere onFiles={add} unless={unless} />
      ) : (
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid gap-4">
            <ul
              ref={grid}
              aria-label="Pictures"
              className="gap-2 max-sm:grid max-sm:grid-cols-3 sm:flex sm:flex-wrap"
            >
              {references.map((reference, i) => (
                <ReferenceTile
                  key={reference.id}
                  reference={reference}
                  finding={worst.get(reference.id)?.kind}
                  tabbable={reference.id === tabbable}
                  first={i < 16}
                  onFocus={() => setActive(reference.id)}
                  onOpen={() => setLooking(reference.id)}
                />
              ))}
            </ul>
            <UploadRows
              uploads={uploads}
              onRemove={(each) => queue.remove(each)}
              onRetry={(each) => queue.retry(each)}
            />
            {!unless && (
              <p className="text-sm text-text-3 max-sm:hidden pointer-coarse:hidden">
                Drop or paste more anywhere. Enter looks close, X leaves out, + repeats, Delete removes.
              </p>
            )}
          </div>
          <Doctor character={character} onOpen={setLooking} />
        </div>
      )}
      {looking && (
        <CaptionFocus
          character={character}
          at={looking}
          onMove={setLooking}
          onClose={() => {
            setLooking(undefined);
            grid.current?.querySelector<HTMLElement>(`[data-item="${looking}"]`)?.focus();
          }}
          onLeaveOut={leaveOut}
          onRemove={remove}
          tools={(reference) => <PictureTools character={id} reference={reference} />}
        />
      )}
      {overlay}
    </Section>
  );
}
