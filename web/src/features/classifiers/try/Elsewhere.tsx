import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";

import { snippets, type Snippet } from "./snippets";

interface Props {
  model: string;
  topK: number;
  saliency: boolean;
}

/** The same question from other programs. */
export function Elsewhere({ model, topK, saliency }: Props) {
  const all = snippets(model, location.origin, { topK, saliency });
  const [key, setKey] = useState<Snippet["key"]>("curl");
  const [copied, setCopied] = useState("");
  const code = all.find((each) => each.key === key)?.code ?? "";
  return (
    <section aria-label="From other programs" className="grid grid-cols-1 content-start gap-3">
      <h2 className="text-lg">From other programs</h2>
      <RadioCards<Snippet["key"]>
        look="line"
        label="Language"
        value={key}
        onChange={setKey}
        cards={all.map(({ key: value, label }) => ({ value, label }))}
      />
      <div className="relative rounded-card bg-bg-2">
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, so it must be reachable by key */}
        <pre tabIndex={0} aria-label="The request" className="overflow-x-auto p-4 pr-14 font-mono text-sm">
          {code}
        </pre>
        <Button
          variant="ghost"
          size="icon"
          aria-label={copied === code ? "Copied" : "Copy"}
          className="absolute top-2 right-2 bg-bg-2"
          onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(code))}
        >
          {copied === code ? <Check aria-hidden /> : <Copy aria-hidden />}
        </Button>
      </div>
      <p className="max-w-[60ch] text-sm text-text-3">
        On this machine alone no key is needed; from elsewhere, put yours into $SAFELIGHT_KEY.
      </p>
    </section>
  );
}
