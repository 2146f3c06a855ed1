import { Link } from "@tanstack/react-router";
import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";

import type { Character } from "../queries";
import { downloadLora } from "./download";
import { snippets } from "./snippets";

/** The same character for other programs: by request, or as a file. */
export function UseElsewhere({ character }: { character: Character }) {
  const all = snippets(character, location.origin);
  const [key, setKey] = useState(all[0]?.key ?? "");
  const chosen = all.find((each) => each.key === key);
  const { id, version, trigger } = character;
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <section className="grid grid-cols-1 content-start gap-3">
        <h2 className="text-lg">By request</h2>
        <p className="max-w-[60ch] text-text-2">
          The answer holds the picture’s address. On this machine alone no key is needed; from elsewhere, put
          yours into <code className="rounded-[4px] bg-bg-3 px-1 font-mono text-sm">$SAFELIGHT_KEY</code>.
        </p>
        <RadioCards
          look="line"
          label="Language"
          value={key}
          onChange={setKey}
          cards={all.map(({ key: value, label }) => ({ value, label }))}
        />
        {chosen && <Code text={chosen.code} />}
      </section>
      <section className="grid grid-cols-1 content-start gap-3">
        <h2 className="text-lg">As a file</h2>
        {character.model ? (
          <p className="max-w-[60ch] text-text-2">
            All weights were trained, so there is no LoRA to save:{" "}
            <Link to="/models/$name" params={{ name: character.model }} className="font-medium underline">
              {character.model}
            </Link>{" "}
            is a model of its own, as diffusers has it.
          </p>
        ) : (
          <>
            <p className="max-w-[60ch] text-text-2">
              The LoRA of version {version} for{" "}
              <strong className="font-medium text-text-1">{character.base_model}</strong>. Say{" "}
              <code className="rounded-[4px] bg-bg-3 px-1 font-mono text-sm text-text-1">{trigger}</code> in
              the prompt there: other programs do not add it.
            </p>
            <FileRow
              title="ComfyUI, A1111, Forge"
              detail="kohya layout. Put it into models/loras (ComfyUI) or models/Lora (A1111)."
              onSave={() => void downloadLora(id, "kohya", version)}
            />
            <FileRow
              title="diffusers, Hugging Face"
              detail="pipeline.load_lora_weights(…) takes it as it is."
              onSave={() => void downloadLora(id, "diffusers", version)}
            />
          </>
        )}
      </section>
    </div>
  );
}

function FileRow({ title, detail, onSave }: { title: string; detail: string; onSave: () => void }) {
  return (
    <div className="flex items-center gap-4 rounded-card bg-bg-2 p-4">
      <div className="grow">
        <p className="font-medium">{title}</p>
        <p className="text-sm text-text-3">{detail}</p>
      </div>
      <Button aria-label={`Download for ${title}`} onClick={onSave}>
        <Download aria-hidden />
        Download
      </Button>
    </div>
  );
}

function Code({ text }: { text: string }) {
  const [copied, setCopied] = useState("");
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(text));
  return (
    <div className="relative rounded-card bg-bg-2">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, so it must be reachable by key */}
      <pre tabIndex={0} className="overflow-x-auto p-4 pr-14 font-mono text-sm">
        {text}
      </pre>
      <Button
        variant="ghost"
        size="icon"
        aria-label={copied === text ? "Copied" : "Copy"}
        className="absolute top-2 right-2 bg-bg-2"
        onClick={copy}
      >
        {copied === text ? <Check aria-hidden /> : <Copy aria-hidden />}
      </Button>
    </div>
  );
}
