import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Brush, ImagePlus, ImageOff, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { bringInput, namedPictureQuery, type NamedPicture } from "@/api/inputs";
import { PickPicture } from "@/components/PickPicture";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { NumberField } from "@/components/ui/number-field";
import { Skeleton } from "@/components/ui/skeleton";
import { Slider } from "@/components/ui/slider";
import { Switch } from "@/components/ui/toggles";
import { useUnless } from "@/components/unless";

import { withoutImage, withoutMask } from "../form";
import { useForm } from "../store";

const MaskEditor = lazy(() => import("@/components/MaskEditor/MaskEditor"));

const CHANGE = [
  { at: 0.3, word: "a little" },
  { at: 0.6, word: "half" },
  { at: 1, word: "anew" },
];
/** What the server takes without a word: with a mask the region is drawn quite anew. */
const STRENGTH = 0.6;
const MASKED_STRENGTH = 1;
const MARGIN = 32;

/** The picture to start from, how much of it may change, and where. */
export function StartPart() {
  const { form, change } = useForm();
  const start = (image: string) => change({ ...withoutImage(), image });
  if (!form.image)
    return (
      <PickPicture
        label="A picture to start from"
        onPick={start}
        trigger={
          <Button size="small" className="justify-self-start">
            <ImagePlus aria-hidden /> Choose a picture
          </Button>
        }
      />
    );
  return (
    <div className="grid gap-3">
      <Start id={form.image} onReplace={start} />
      <div className="grid gap-1">
        <span aria-hidden className="text-sm text-text-3">
          How much to change
        </span>
        <Slider
          label="How much to change"
          min={0.05}
          max={1}
          step={0.05}
          stops={CHANGE}
          value={form.strength ?? (form.mask_image ? MASKED_STRENGTH : STRENGTH)}
          onChange={(strength) => change({ strength })}
        />
      </div>
      {form.mask_image && <MaskFields />}
    </div>
  );
}

function Start({ id, onReplace }: { id: string; onReplace: (id: string) => void }) {
  const { form, change } = useForm();
  const { data: picture, isError } = useQuery(namedPictureQuery(id));
  const { data: mask } = useQuery({
    ...namedPictureQuery(form.mask_image ?? ""),
    enabled: form.mask_image !== null,
  });
  const client = useQueryClient();
  const unless = useUnless("generate");
  const [painting, setPainting] = useState(false);
  const keepMask = async (file: Blob | null) => {
    const input = file && (await bringInput(file, "mask.png"));
    if (input) client.setQueryData(namedPictureQuery(input.id).queryKey, { ...input, name: input.filename });
    change(input ? { mask_image: input.id } : withoutMask());
  };
  const remove = (
    <IconButton icon={X} label="Start without a picture" onClick={() => change(withoutImage())} />
  );
  if (isError)
    return (
      <p className="flex items-center gap-2 text-sm text-text-2">
        <ImageOff aria-hidden className="size-4 shrink-0" />
        <span className="grow">The picture is not here any more.</span>
        {remove}
      </p>
    );
  if (!picture) return <Skeleton className="h-20" />;
  return (
    <>
      <div className="flex items-start gap-3">
        <PickPicture
          label="Another picture to start from"
          onPick={onReplace}
          trigger={
            <button type="button" aria-label="Choose another picture" className="rounded-print ring-picture">
              <Thumb picture={picture} mask={mask} />
            </button>
          }
        />
        <div className="grid min-w-0 grow justify-items-start gap-1">
          <span className="w-full truncate" title={picture.name}>
            {picture.name}
          </span>
          <span className="text-sm text-text-3 tabular-nums">
            {picture.width} × {picture.height}
          </span>
          <span className="flex flex-wrap gap-1">
            <Button size="small" unless={unless} onClick={() => setPainting(true)}>
              <Brush aria-hidden /> {form.mask_image ? "Edit the mask" : "Paint a mask"}
            </Button>
            {form.mask_image && (
              <Button size="small" variant="ghost" onClick={() => change(withoutMask())}>
                Remove it
              </Button>
            )}
          </span>
        </div>
        {remove}
      </div>
      {painting && (
        <Suspense>
          <MaskEditor
            title="Paint over what is to be drawn anew"
            picture={picture}
            mask={form.mask_image ? mask?.url : undefined}
            keep={keepMask}
            onClose={() => setPainting(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function Thumb({ picture, mask }: { picture: NamedPicture; mask: NamedPicture | undefined }) {
  return (
    <span className="relative block size-20 overflow-hidden rounded-print bg-bg-3">
      <img src={picture.thumbnail_url} alt="" className="size-full object-contain" />
      {mask && (
        <img
          src={mask.thumbnail_url}
          alt=""
          className="absolute inset-0 size-full object-contain opacity-50 mix-blend-screen"
        />
      )}
    </span>
  );
}

function MaskFields() {
  const { form, change } = useForm();
  return (
    <div className="grid gap-3">
      <Field label="Soft edge of the mask" note="px">
        <NumberField
          value={form.mask_blur}
          placeholder="4"
          onChange={(blur) => change({ mask_blur: blur ?? 4 })}
        />
      </Field>
      <Switch
        label="Draw the masked part at full size"
        help="Finer details; it sees only what is near."
        checked={form.padding_mask_crop !== null}
        onChange={(on) => change({ padding_mask_crop: on ? MARGIN : null })}
      />
    </div>
  );
}
