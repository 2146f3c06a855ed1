import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import type { Schemas } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { sayFailed, sayWithUndo } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Checkbox } from "@/components/ui/toggles";
import { count } from "@/lib/format";

import { changeCaptions, savingKey, type CaptionsChange } from "../changes";
import { characterKeys, type Character } from "../queries";
import { captionsBefore } from "./take-captions";

type CaptionChange = Schemas["CaptionChange"];
export type BulkWay = "replace" | "template";

interface Props {
  character: Character;
  way: BulkWay;
  onWay: (way: BulkWay) => void;
  onClose: () => void;
}

const SHOWN = 20;

/** Many captions at once, with what would change before it does, and an Undo after. */
export function BulkCaptions({ character, way, onWay, onClose }: Props) {
  const { id } = character;
  const client = useQueryClient();
  const [find, setFind] = useState("");
  const [replace, setReplace] = useState("");
  const [template, setTemplate] = useState("a photo of {subject}");
  const [onlyEmpty, setOnlyEmpty] = useState(true);
  const change: CaptionsChange =
    way === "replace" ? { find, replace } : { template: template.trim(), only_empty: onlyEmpty };
  const wanted = useDeferredValue(change);
  const asks = Boolean(wanted.find ?? wanted.template);
  const preview = useQuery({
    queryKey: ["characters", "captions", id, wanted],
    queryFn: ({ signal }) => changeCaptions(id, { ...wanted, dry_run: true }, signal),
    enabled: asks,
    placeholderData: (last) => last,
    staleTime: 0,
    gcTime: 0,
  });
  const changes = asks ? (preview.data?.changes ?? []) : [];
  const putBack = (captions: Record<string, string>) =>
    changeCaptions(id, { captions }).then(
      () => client.invalidateQueries({ queryKey: characterKeys.one(id) }),
      (error: unknown) => sayFailed("The captions were not put back.", error),
    );
  const apply = useMutation({
    mutationKey: savingKey(id),
    mutationFn: () => changeCaptions(id, change),
    onSuccess: async ({ changes: done }) => {
      await client.invalidateQueries({ queryKey: characterKeys.one(id) });
      onClose();
      sayWithUndo(`${count(done.length, "caption")} changed`, () => void putBack(captionsBefore(done)));
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Many captions at once"
      className="sm:w-[min(40rem,94vw)]"
      footer={
        <Button
          type="submit"
          form="bulk-captions"
          variant="primary"
          keys="Enter"
          busy={apply.isPending}
          disabled={changes.length === 0}
        >
          Change {count(changes.length, "caption")}
        </Button>
      }
    >
      <form
        id="bulk-captions"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (changes.length > 0) apply.mutate();
        }}
      >
        <RadioCards
          look="line"
          label="What to change"
          value={way}
          onChange={onWay}
          cards={[
            { value: "replace", label: "Find and replace" },
            { value: "template", label: "One caption for all" },
          ]}
        />
        {way === "replace" ? (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Find">
              {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type this */}
              <Input autoFocus value={find} onChange={(event) => setFind(event.target.value)} />
            </Field>
            <Field label="Replace with">
              <Input value={replace} onChange={(event) => setReplace(event.target.value)} />
            </Field>
          </div>
        ) : (
          <>
            <Field
              label="Caption"
              help="{subject} becomes the trigger word and what it is; {trigger}, {class_word} and {name} are known too."
            >
              <Input value={template} onChange={(event) => setTemplate(event.target.value)} />
            </Field>
            <Checkbox
              checked={onlyEmpty}
              onChange={setOnlyEmpty}
              label="Only where there is no caption yet"
            />
          </>
        )}
        {(preview.error ?? apply.error) && <ErrorBlock error={preview.error ?? apply.error} />}
        <div className="min-h-40" aria-live="polite">
          {asks && changes.length === 0 && preview.isSuccess && (
            <p className="text-text-3">
              {way === "replace" ? "No caption holds this." : "Every caption is so already."}
            </p>
          )}
          <Preview changes={changes} way={way} />
        </div>
      </form>
    </Dialog>
  );
}

/** What would change: for one caption, what it is and which would be lost; else each before and after. */
function Preview({ changes, way }: { changes: readonly CaptionChange[]; way: BulkWay }) {
  const [first] = changes;
  if (!first) return null;
  const listed = way === "template" ? changes.filter(({ before }) => before) : changes;
  return (
    <div className="grid gap-3 text-sm">
      {way === "template" && (
        <p>
          {count(changes.length, "picture")}: “{first.after}”{listed.length > 0 && ". These go:"}
        </p>
      )}
      <ul className="grid gap-2">
        {listed.slice(0, SHOWN).map(({ id, before, after }) => (
          <li key={id} className="grid gap-0.5">
            {before && <del className="text-text-3">{before}</del>}
            {way === "replace" && <ins className="no-underline">{after ?? "(no caption)"}</ins>}
          </li>
        ))}
      </ul>
      {listed.length > SHOWN && <p className="text-text-3">and {listed.length - SHOWN} more</p>}
    </div>
  );
}
