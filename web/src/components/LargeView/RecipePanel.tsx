import { Check, Copy } from "lucide-react";
import { useState, type ReactNode } from "react";

import type { PictureDetail } from "@/api/gallery";
import { cn } from "@/lib/cn";

import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { asCommand, asCurl, asJson } from "./copies";
import { fileFacts, recipeFacts, recipeSentence, wordFacts, type Fact } from "./recipe-facts";
import { UsedPictures } from "./UsedPictures";

interface Props {
  picture: PictureDetail;
  /** Where the picture came from. */
  children?: ReactNode;
}

/** Everything that made a picture, in words and value by value, each of them to copy. */
export function RecipePanel({ picture, children }: Props) {
  const { recipe, lineage } = picture;
  const [words, ...otherWords] = wordFacts(recipe);
  return (
    <div className="grid gap-6">
      {words && (
        <section aria-label="Words" className="grid gap-2">
          {words.value && (
            <div className="flex items-start gap-1">
              <p className="grow text-lg text-pretty select-text">{words.value}</p>
              <CopyButton text={words.value} label="Copy the words" />
            </div>
          )}
          <p className="text-text-2">{recipeSentence(recipe)}</p>
        </section>
      )}
      {children}
      <UsedPictures recipe={recipe} />
      <Facts title="Recipe" facts={[...otherWords, ...recipeFacts(recipe, lineage.character?.version)]} />
      <Facts title="File" facts={fileFacts(picture)} />
      <CopyAs picture={picture} />
    </div>
  );
}

export function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-text-3">{title}</h3>
      <dl>
        {facts.map(({ key, label, term, value, whole = value, mono }) => (
          <div key={key} className="group flex min-h-8 items-center gap-2 border-t border-line-1 py-0.5">
            <dt className="w-32 shrink-0 text-sm text-text-3">
              {label}
              {term && <span className="sr-only"> ({term})</span>}
            </dt>
            <dd
              title={term}
              className={cn("flex min-w-0 grow items-center gap-2 tabular-nums", mono && "font-mono text-sm")}
            >
              <span className="min-w-0 grow py-1 wrap-anywhere select-text">{value}</span>
              <CopyButton
                text={whole}
                label={`Copy: ${label}`}
                className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const COPIED = 1500;

function useCopied() {
  const [copied, setCopied] = useState<string>();
  const copy = (text: string, what: string) =>
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(what);
      setTimeout(() => setCopied(undefined), COPIED);
    });
  return { copied, copy };
}

export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const { copied, copy } = useCopied();
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? "Copied" : label}
      className={cn("size-7 shrink-0", className)}
      onClick={() => copy(text, label)}
    />
  );
}

function CopyAs({ picture: { recipe } }: { picture: PictureDetail }) {
  const { copied, copy } = useCopied();
  const ways = {
    JSON: () => asJson(recipe),
    curl: () => asCurl(recipe, globalThis.location.origin),
    command: () => asCommand(recipe),
  };
  return (
    <section aria-label="Copy as" className="flex flex-wrap items-center gap-2">
      <h3 className="text-text-3">Copy as</h3>
      {Object.entries(ways).map(([name, written]) => (
        <Button key={name} size="small" onClick={() => copy(written(), name)}>
          {copied === name ? "Copied" : name}
        </Button>
      ))}
    </section>
  );
}
