import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RadioCards } from "@/components/ui/radio-cards";

import { asCode, LANGUAGES, type Language } from "./code";
import type { Spec } from "./form";

interface Props {
  spec: Spec;
  onClose: () => void;
}

/** The request as it is sent, for a shell, a program or another tool. */
export default function CopyAs({ spec, onClose }: Props) {
  const [language, setLanguage] = useState<Language>("curl");
  const [copied, setCopied] = useState<Language | null>(null);
  const code = asCode(spec, language, globalThis.location.origin);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Copy as"
      description="Only what differs from the model's own settings. $SAFELIGHT_KEY stands for your key, where the studio asks for one."
      footer={
        <Button
          variant="primary"
          onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(language))}
        >
          {copied === language ? "Copied" : "Copy"}
        </Button>
      }
    >
      <div className="grid gap-3">
        <RadioCards<Language>
          look="line"
          label="Language"
          value={language}
          onChange={setLanguage}
          cards={LANGUAGES.map((name) => ({ value: name, label: name }))}
        />
        {/* Long lines are scrolled by keys as well. */}
        <pre
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by keys as well
          tabIndex={0}
          aria-label="The request"
          className="max-h-80 overflow-auto rounded-control bg-bg-1 p-3 font-mono text-sm"
        >
          {code}
        </pre>
      </div>
    </Dialog>
  );
}
