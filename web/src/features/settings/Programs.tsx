import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { modelsQuery } from "@/api/shelf";
import { IconButton } from "@/components/ui/icon-button";

import { programs } from "./programs";

/** How other programs draw with this studio: the address that each wants, and a call to try it. */
export function Programs() {
  const { data: models } = useQuery(modelsQuery);
  const model = models?.find(({ kind }) => kind === "base")?.name ?? "starter";
  return (
    <div className="grid max-w-[76ch] gap-6 pt-1">
      <p className="text-text-2">
        Programs that speak one of these work unchanged. Where the studio asks for a key, they send it as
        theirs. A character is named like a model.
      </p>
      {programs(globalThis.location.origin, model).map(({ name, known, address, example, guide }) => (
        <section key={name} aria-label={name} className="grid gap-2 border-t border-line-1 pt-4">
          <h2 className="font-medium">{name}</h2>
          <p className="text-sm text-text-3">{known}</p>
          <Copied label={`Address for ${name}`} text={address} />
          <Copied label={`A call of ${name}`} text={example} />
          <p className="text-sm text-text-3">{guide}</p>
        </section>
      ))}
    </div>
  );
}

/** A text to take along; long lines are scrolled by keys as well. */
function Copied({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="flex items-start gap-1 rounded-control bg-bg-2 py-1 pr-1 pl-3">
      <pre
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by keys as well
        tabIndex={0}
        aria-label={label}
        className="min-w-0 grow self-center overflow-x-auto py-1 font-mono text-sm"
      >
        {text}
      </pre>
      <IconButton
        icon={copied ? Check : Copy}
        label={copied ? "Copied" : `Copy: ${label}`}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      />
    </div>
  );
}
