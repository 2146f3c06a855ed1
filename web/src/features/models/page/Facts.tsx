import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";

import { bytes, number } from "@/lib/format";

import type { Model } from "../queries";
import { familyWords, formatWords, licenceWords, sourceAddress, sourceWords } from "../words";

/** What is known of a model from its files and from where it came. */
export function Facts({ model }: { model: Model }) {
  const address = sourceAddress(model);
  const facts: [string, ReactNode][] = [
    ["Family", familyWords(model)],
    ["Pipeline", model.pipeline && <code className="font-mono text-sm break-all">{model.pipeline}</code>],
    ["Made for", model.variant],
    ["Size", bytes(model.size_bytes)],
    [
      "Weights",
      model.parameters ? `${number(model.parameters)} numbers${model.dtype ? `, ${model.dtype}` : ""}` : null,
    ],
    ["Rank", model.rank],
    ["Network", model.network],
    ["Enlarges", model.scale && `${model.scale} times`],
    ["Words", model.words.length > 0 ? model.words.join(", ") : null],
    ["Predicts", model.prediction_type],
    ["Few steps", model.distilled && "made for few steps"],
    ["Files", formatWords(model.format)],
    ["Licence", licenceWords(model.licence)],
    [
      "From",
      address ? (
        <a
          href={address}
          target="_blank"
          rel="noreferrer"
          className="inline-flex max-w-full items-center gap-1 underline underline-offset-4"
        >
          <span className="truncate">{sourceWords(model)}</span>
          <ExternalLink aria-label="in a new tab" className="size-3.5 shrink-0" />
        </a>
      ) : (
        sourceWords(model)
      ),
    ],
    ["Lies in", <code className="font-mono text-sm break-all">{model.location}</code>],
    [
      "SHA-256",
      model.sha256 ? <code className="font-mono text-sm break-all">{model.sha256}</code> : "not computed yet",
    ],
  ];
  return (
    <section aria-labelledby="facts" className="grid gap-3 rounded-card border border-line-1 bg-bg-2 p-4">
      <h2 id="facts" className="text-lg font-medium">
        What it is
      </h2>
      <dl className="grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1.5">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className="contents">
                <dt className="text-text-3">{name}</dt>
                <dd className="min-w-0 tabular-nums">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {model.notes.map((note) => (
        <p key={note} className="text-sm text-text-2">
          {note}
        </p>
      ))}
    </section>
  );
}
