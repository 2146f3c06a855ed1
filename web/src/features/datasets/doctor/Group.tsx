import { Maximize2 } from "lucide-react";
import { useState } from "react";

import { Picture } from "@/components/Picture";
import { SideBySide } from "@/components/SideBySide";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { number } from "@/lib/format";

import type { DatasetPicture, Finding, Findings, Offer, PicturesChange } from "../queries";
import { SEVERITIES } from "./words";

interface Props {
  group: Findings;
  busy: boolean;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onAnswer: (answer: PicturesChange) => void;
  /** Shows all pictures of the kind. */
  onShowAll?: (kind: string) => void;
}

/** Everything of one kind that was found, and what can be done about all of it. */
export function Group({ group, busy, unless, onAnswer, onShowAll }: Props) {
  const { kind, severity, title, count, findings, answers } = group;
  const { label, tone } = SEVERITIES[severity];
  const [large, setLarge] = useState<string>();
  const found = findings.find(({ id }) => id === large);
  const hidden = count - findings.length;
  return (
    <section aria-label={title} className="grid gap-3 rounded-card bg-bg-2 p-4">
      <h2 className="flex flex-wrap items-center gap-2 text-lg font-medium">
        {title}
        <Badge tone={tone}>{label}</Badge>
        {count > 1 && <span className="text-base text-text-3 tabular-nums">{number(count)}</span>}
      </h2>
      {answers.length > 0 && (
        <Offers offers={answers} of={undefined} busy={busy} unless={unless} onAnswer={onAnswer} />
      )}
      <ul className="grid gap-4 lg:grid-cols-2">
        {findings.map((finding) => (
          <Found
            key={finding.id}
            finding={finding}
            busy={busy}
            unless={unless}
            onAnswer={onAnswer}
            onLook={() => setLarge(finding.id)}
          />
        ))}
      </ul>
      {hidden > 0 && onShowAll && findings.some(({ picture }) => picture) && (
        <Button variant="link" className="justify-self-start" onClick={() => onShowAll(kind)}>
          Show all {number(count)}
        </Button>
      )}
      {found?.picture && (
        <SideBySide
          title={title}
          message={found.message}
          pictures={[
            { ...found.picture, word: placeOf(found.picture) },
            ...(found.other ? [{ ...found.other, word: placeOf(found.other) }] : []),
          ]}
          footer={
            <Offers
              offers={found.answers}
              of={undefined}
              busy={busy}
              unless={unless}
              onAnswer={(answer) => {
                setLarge(undefined);
                onAnswer(answer);
              }}
            />
          }
          onClose={() => setLarge(undefined)}
        />
      )}
    </section>
  );
}

export const placeOf = ({ split, label }: DatasetPicture) => `${split} · ${label}`;

interface FoundProps extends Pick<Props, "busy" | "unless" | "onAnswer"> {
  finding: Finding;
  onLook: () => void;
}

function Found({ finding, busy, unless, onAnswer, onLook }: FoundProps) {
  const { picture, other, message, answers } = finding;
  return (
    <li className="grid content-start gap-2">
      <div className="flex gap-3">
        {picture && (
          <button
            type="button"
            aria-label={
              other ? `Look at ${picture.filename} beside ${other.filename}` : `Look at ${picture.filename}`
            }
            onClick={onLook}
            className="group relative flex shrink-0 gap-0.5 self-start rounded-print ring-picture"
          >
            {[picture, ...(other ? [other] : [])].map(({ id, thumbnail_url: src, width, height }) => (
              <Picture
                key={id}
                picture={{ src, width, height }}
                alt=""
                fit="cover"
                className="aspect-square! size-16"
              />
            ))}
            <Maximize2
              aria-hidden
              className="absolute right-1 bottom-1 size-5 rounded-[4px] bg-bg-2 p-1 text-text-1 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
            />
          </button>
        )}
        <div className="min-w-0 grow text-sm">
          {picture && <p className="truncate font-medium">{picture.filename}</p>}
          {picture && <p className="truncate text-text-3">{placeOf(picture)}</p>}
          <p className="text-text-2">{message}</p>
        </div>
      </div>
      <Offers offers={answers} of={picture?.filename} busy={busy} unless={unless} onAnswer={onAnswer} />
    </li>
  );
}

interface OffersProps extends Pick<Props, "busy" | "unless" | "onAnswer"> {
  offers: readonly Offer[];
  /** What they are for, where several stand on the page. */
  of: string | undefined;
}

function Offers({ offers, of, busy, unless, onAnswer }: OffersProps) {
  return (
    <div className="flex flex-wrap gap-1">
      {offers.map((offer, i) => (
        <Button
          key={offer.label}
          size="small"
          variant={i === 0 ? "secondary" : "ghost"}
          disabled={busy}
          unless={unless}
          aria-label={of && `${offer.label}: ${of}`}
          className="h-auto min-h-7 max-w-full py-1 text-left whitespace-normal"
          onClick={() => onAnswer(offer.change)}
        >
          {offer.label}
        </Button>
      ))}
    </div>
  );
}
