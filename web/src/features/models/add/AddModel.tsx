import { FileUp } from "lucide-react";
import { useState } from "react";

import { ChooseFiles } from "@/components/DropZone";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { FromHub } from "./FromHub";
import { FromPath } from "./FromPath";
import { readSource, type Source } from "./source";
import { Tokens } from "./Tokens";

interface Props {
  /** What was pasted on the page, to be looked at at once. */
  url: string | undefined;
  onClose: () => void;
  onFiles: (files: File[]) => void;
}

/** The one place where models come in: from a hub, from the server's machine, or as a file from here. */
export default function AddModel({ url = "", onClose, onFiles }: Props) {
  const [typed, setTyped] = useState(url);
  const [source, setSource] = useState<Source>(() => readSource(url));
  const look = () => setSource(readSource(typed));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a model"
      description="Nothing is fetched before you have seen what comes."
      className="sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[min(44rem,94vw)]"
    >
      <div className="grid gap-5 pb-4">
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          <Field label="Where it is" className="min-w-0 grow basis-64">
            <Input
              value={typed}
              spellCheck={false}
              autoCapitalize="off"
              placeholder="org/name, an address, or a path on the studio's machine"
              onChange={(event) => {
                setTyped(event.target.value);
                setSource(null);
              }}
              onPaste={(event) => {
                const text = event.clipboardData.getData("text");
                if (typed === "") setTimeout(() => setSource(readSource(text)));
              }}
            />
          </Field>
          <Button
            type="submit"
            variant={source ? "secondary" : "primary"}
            disabled={typed.trim() === ""}
            className="max-sm:w-full"
          >
            Look
          </Button>
        </form>
        {source?.kind === "hub" && <FromHub key={source.source} source={source.source} onStarted={onClose} />}
        {source?.kind === "path" && <FromPath key={source.path} path={source.path} onAdded={onClose} />}
        {source === null && (
          <>
            <div className="flex flex-wrap items-center gap-3 rounded-card border border-dashed border-line-2 p-4">
              <FileUp aria-hidden className="size-5 shrink-0 text-text-3" strokeWidth={1.75} />
              <p className="min-w-0 grow basis-56">
                Or a file of yours
                <span className="block text-sm text-text-3">
                  A .safetensors file: a LoRA, a VAE, an upscaler, a whole model. Drop it anywhere on the
                  page.
                </span>
              </p>
              <ChooseFiles
                accept=".safetensors"
                onFiles={(files) => {
                  onFiles(files);
                  onClose();
                }}
              >
                Choose a file
              </ChooseFiles>
            </div>
            <Tokens />
          </>
        )}
      </div>
    </Dialog>
  );
}
