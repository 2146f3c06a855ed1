import { Brush, Minus, Plus, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { ChooseFiles } from "@/components/DropZone";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";

import { useReferenceChange } from "../../changes";
import type { Reference } from "../../queries";
import { MOST_REPEATS, useMask } from "./masks";

const MaskEditor = lazy(() => import("@/components/MaskEditor/MaskEditor"));

/** What is learnt of a picture, and how often. */
export function PictureTools({ character, reference }: { character: string; reference: Reference }) {
  const { id, filename, url, width, height, repeats, mask_url: mask } = reference;
  const change = useReferenceChange(character);
  const { keep } = useMask(character, reference);
  const [painting, setPainting] = useState(false);
  const repeat = (next: number) =>
    change.mutate({ id, repeats: next }, { onError: (error) => sayFailed("That was not kept.", error) });
  const kept = (file: Blob | null) => {
    keep(file).catch((error: unknown) => sayFailed("The mask was not changed.", error));
  };
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
      <div role="group" aria-label="How often it is learnt from" className="flex items-center gap-1">
        <span className="mr-1 text-text-2">Learnt from</span>
        <IconButton
          icon={Minus}
          label="Less often"
          disabled={repeats <= 1}
          onClick={() => repeat(repeats - 1)}
        />
        <span role="status" className="min-w-14 text-center tabular-nums">
          {repeats === 1 ? "once" : `${repeats} times`}
        </span>
        <IconButton
          icon={Plus}
          label="More often"
          disabled={repeats >= MOST_REPEATS}
          onClick={() => repeat(repeats + 1)}
        />
      </div>
      <div role="group" aria-label="Mask" className="flex flex-wrap items-center gap-2">
        <Button onClick={() => setPainting(true)}>
          <Brush aria-hidden /> {mask ? "Edit the mask" : "Paint a mask"}
        </Button>
        <ChooseFiles variant="ghost" accept="image/*" onFiles={([file]) => file && kept(file)}>
          <Upload aria-hidden /> From a file
        </ChooseFiles>
        {mask && (
          <Button variant="ghost" onClick={() => kept(null)}>
            Remove the mask
          </Button>
        )}
      </div>
      <p className="w-full text-sm text-text-3">
        {mask
          ? "Only what is white in its mask is learnt in full."
          : "With a mask only a part is learnt, such as a face without the room behind it: white counts, black hardly does."}
      </p>
      {painting && (
        <Suspense>
          <MaskEditor
            title="Paint over what is to be learnt"
            picture={{ url, name: filename, width, height }}
            mask={mask ?? undefined}
            keep={keep}
            onClose={() => setPainting(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
