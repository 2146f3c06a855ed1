import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { modelsQuery, ofKind } from "@/api/shelf";
import { beginEdit } from "@/api/work";

import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { editOf, sizeAfter, type Mode, type Wish } from "./resize";
import { useWork } from "./use-work";
import type { WorkPicture } from "./WorkOnPicture";
import { WorkSheet } from "./WorkSheet";

const LANCZOS = "lanczos";
const FACTORS = ["0.5", "2", "3", "4"];
const MODES: { value: Mode; label: string }[] = [
  { value: "fit", label: "Fit" },
  { value: "fill", label: "Crop" },
  { value: "pad", label: "Bars" },
  { value: "exact", label: "Stretch" },
];

/** A picture larger, smaller or in another shape; the first one stays. */
export default function ResizeSheet({ picture, onClose }: { picture: WorkPicture; onClose: () => void }) {
  const { data: models } = useQuery(modelsQuery);
  const upscalers = ofKind(models, "upscaler");
  const [wish, setWish] = useState<Wish>({ scale: 2, width: "", height: "", mode: "fit", upscaler: null });
  const set = (part: Partial<Wish>) => setWish((now) => ({ ...now, ...part }));
  const edit = editOf(picture.id, wish);
  const after = sizeAfter(picture, wish);
  const work = useWork((intent) => {
    if (!edit) throw new Error("There is no size.");
    return beginEdit(edit, intent);
  });
  return (
    <WorkSheet
      title="Upscale or resize"
      act={after && after.width > picture.width ? "Make it larger" : "Resize"}
      work={work}
      unless={edit ? undefined : "Say how large: a width or a height between 1 and 16,384."}
      onClose={onClose}
    >
      <img src={picture.thumbnail_url} alt="" className="max-h-40 justify-self-start rounded-print" />
      <RadioCards
        look="line"
        label="How large"
        value={wish.scale === null ? "size" : String(wish.scale)}
        onChange={(value) => set({ scale: value === "size" ? null : Number(value) })}
        cards={[
          ...FACTORS.map((value) => ({ value, label: value === "0.5" ? "½" : `${value}×` })),
          { value: "size", label: "A size" },
        ]}
      />
      {wish.scale === null && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Field label="Width" note="px">
              <Input
                inputMode="numeric"
                value={wish.width}
                onChange={({ target }) => set({ width: target.value })}
              />
            </Field>
            <Field label="Height" note="px">
              <Input
                inputMode="numeric"
                value={wish.height}
                onChange={({ target }) => set({ height: target.value })}
              />
            </Field>
          </div>
          <RadioCards
            look="line"
            label="How it comes to the size"
            value={wish.mode}
            onChange={(mode) => set({ mode })}
            cards={MODES}
          />
        </>
      )}
      <Field
        label="By"
        help={
          upscalers.length === 0
            ? "For finer detail, put a learned upscaler (ESRGAN and its kin) on the shelf in Models."
            : undefined
        }
      >
        <Select
          value={wish.upscaler ?? LANCZOS}
          onChange={(name) => set({ upscaler: name === LANCZOS ? null : name })}
          options={[
            { value: LANCZOS, label: "Lanczos: exact, adds nothing" },
            ...upscalers.map(({ name, title, scale }) => ({
              value: name,
              label: `${title ?? name}${scale ? ` · ${scale}×` : ""}`,
            })),
          ]}
        />
      </Field>
      {after && (
        <p className="text-text-2 tabular-nums">
          {picture.width} × {picture.height} becomes {after.width} × {after.height}.
        </p>
      )}
    </WorkSheet>
  );
}
