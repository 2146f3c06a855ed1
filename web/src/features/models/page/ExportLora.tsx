import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RadioCards } from "@/components/ui/radio-cards";
import { saveBlob } from "@/lib/save-file";

import type { Model } from "../queries";

const LAYOUTS = [
  { value: "diffusers", label: "diffusers", note: "For diffusers and Safelight" },
  { value: "kohya", label: "kohya", note: "For ComfyUI, A1111 and their kin" },
] as const;

type Layout = (typeof LAYOUTS)[number]["value"];

/** A LoRA's file for other programs, in the layout that they read. */
export function ExportLora({ model, onClose }: { model: Model; onClose: () => void }) {
  const [layout, setLayout] = useState<Layout>(model.format === "kohya" ? "kohya" : "diffusers");
  const save = useMutation({
    mutationFn: async () => {
      const params = { path: { name: model.name }, query: { layout } };
      const call = api.GET("/api/v1/models/{name}/export", { params, parseAs: "blob" });
      saveBlob(await answer(call), `${model.name}-${layout}.safetensors`);
    },
    onSuccess: onClose,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Export ${model.name}`}
      description="The same weights, under the names that another program looks for."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save the file
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioCards label="Layout" value={layout} onChange={setLayout} cards={LAYOUTS} />
        {save.error && <ErrorBlock error={save.error} title="It could not be written so." />}
      </div>
    </Dialog>
  );
}
