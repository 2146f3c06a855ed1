import { useNavigate } from "@tanstack/react-router";
import { Download, Ellipsis, PencilLine, Replace, Trash2 } from "lucide-react";
import { useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu, type MenuItem } from "@/components/ui/menu";
import { useUnless } from "@/components/unless";
import { useShortcuts } from "@/keys/hooks";

import type { Model } from "../queries";
import { RemoveModel } from "../RemoveModel";
import { ExportLora } from "./ExportLora";
import { ConvertModel, RenameModel } from "./NameDialogs";

type Asked = "rename" | "convert" | "export" | "remove";

const CONVERTED = new Set(["base", "video", "controlnet", "vae"]);

/** What else can be done with a model; what cannot says why. */
export function ModelMenu({ model }: { model: Model }) {
  const [asked, setAsked] = useState<Asked>();
  const navigate = useNavigate();
  const close = () => setAsked(undefined);
  const notAdmin = useUnless("admin");
  const fixed = notAdmin ?? (model.built_in ? "It comes with Safelight" : undefined);
  useShortcuts([
    {
      id: "model rename",
      keys: "F2",
      label: "Rename this model",
      run: () => setAsked("rename"),
      unless: fixed,
    },
    {
      id: "model remove",
      keys: "Delete",
      label: "Delete this model",
      run: () => setAsked("remove"),
      unless: fixed,
    },
  ]);
  const item = (act: Asked, rest: Omit<MenuItem, "run" | "unless">, unless?: string): MenuItem => ({
    ...rest,
    run: () => setAsked(act),
    ...(unless && { unless }),
  });
  return (
    <>
      <DropdownMenu
        trigger={
          <IconButton
            icon={Ellipsis}
            label={`More of ${model.name}`}
            variant="secondary"
            className="max-sm:grow-0!"
          />
        }
        groups={[
          [
            item("rename", { label: "Rename", icon: PencilLine, keys: "F2" }, fixed),
            ...(CONVERTED.has(model.kind)
              ? [item("convert", { label: "Convert", icon: Replace }, notAdmin)]
              : []),
            ...(model.kind === "lora" ? [item("export", { label: "Export", icon: Download })] : []),
          ],
          [
            item(
              "remove",
              {
                label: model.managed ? "Delete" : "Take off the list",
                icon: Trash2,
                keys: "Delete",
                danger: true,
              },
              fixed,
            ),
          ],
        ]}
      />
      {asked === "rename" && <RenameModel model={model} onClose={close} />}
      {asked === "convert" && <ConvertModel model={model} onClose={close} />}
      {asked === "export" && <ExportLora model={model} onClose={close} />}
      {asked === "remove" && (
        <RemoveModel
          model={model}
          onClose={close}
          onRemoved={() => void navigate({ to: "/models", replace: true })}
        />
      )}
    </>
  );
}
