import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import { useFileDrop } from "@/components/DropZone";
import { PageHeader } from "@/components/PageHeader";
import { Button } from "@/components/ui/button";
import { useUnless } from "@/components/unless";

import { DraftPage } from "./draft/DraftPage";
import { ImportDialog } from "./list/ImportDialog";
import { StartHere } from "./list/StartHere";
import { sortFiles, useStartDraft } from "./start-draft";

const route = getRouteApi("/characters/new/$draftId");
const planRoute = getRouteApi("/characters/$characterId/plan");

export function NewCharacterPage() {
  const { draftId } = route.useParams();
  return draftId === "start" ? <Start /> : <DraftPage key={draftId} id={draftId} />;
}

/** The same page for a character that has learnt before: other pictures, words or settings, and another version. */
export function TrainAgainPage() {
  const { characterId } = planRoute.useParams();
  return <DraftPage key={characterId} id={characterId} />;
}

/** Before the first picture: the draft, and with it an address, begins with that. */
function Start() {
  const start = useStartDraft();
  const unless = useUnless("train");
  const [lora, setLora] = useState<File | true>();
  const take = (files: File[]) => {
    const sorted = sortFiles(files);
    if (sorted.pictures.length > 0) start.mutate(sorted.pictures);
    else setLora(sorted.lora);
  };
  const overlay = useFileDrop(take, "Let go: a new character begins with these pictures", !lora, unless);
  return (
    <>
      <PageHeader title="New character" />
      <StartHere onFiles={take} busy={start.isPending} unless={unless}>
        <Button variant="link" unless={unless} onClick={() => setLora(true)}>
          Import a LoRA file
        </Button>
      </StartHere>
      {lora !== undefined && (
        <ImportDialog file={lora === true ? undefined : lora} onClose={() => setLora(undefined)} />
      )}
      {overlay}
    </>
  );
}
