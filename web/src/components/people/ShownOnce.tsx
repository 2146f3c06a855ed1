import { Check, Copy } from "lucide-react";
import { useState, type ReactNode } from "react";

import { sayFailed } from "../toast";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";

interface Props {
  title: string;
  /** What it is for, and that it is not shown again. */
  description: string;
  /** The secret's name, for those who hear the page. */
  label: string;
  secret: string;
  onClose: () => void;
  children?: ReactNode;
}

/** A secret that the server shows once: the dialog closes by its button alone, so that a slip does not lose it. */
export function ShownOnce({ title, description, label, secret, onClose, children }: Props) {
  const [copied, setCopied] = useState(false);
  const [trying, setTrying] = useState(false);
  const copy = () => {
    // Without HTTPS a browser has no clipboard for pages: the text is selected to be copied by hand.
    const clipboard = (navigator as Partial<Navigator>).clipboard;
    if (!clipboard)
      sayFailed("Not copied.", new Error("This browser copies only over HTTPS: select the text."));
    else void clipboard.writeText(secret).then(() => setCopied(true));
  };
  return (
    <Dialog
      open
      onOpenChange={() => setTrying(true)}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={copy}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? "Copied" : "Copy"}
          </Button>
          <Button variant="primary" onClick={onClose}>
            I have it
          </Button>
        </>
      }
    >
      <p className="grid gap-1">
        <span className="sr-only">{label}</span>
        <code
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long one is scrolled and selected by keys
          tabIndex={0}
          aria-label={label}
          className="block overflow-x-auto rounded-control bg-bg-0 px-3 py-2 font-mono select-all"
        >
          {secret}
        </code>
      </p>
      {children}
      <p role="status" className="mt-2 text-sm text-warn">
        {trying && "It is not shown again: say “I have it” when you do."}
      </p>
    </Dialog>
  );
}
