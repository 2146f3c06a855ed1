import { Maximize2 } from "lucide-react";
import { useState } from "react";

import { Picture } from "@/components/Picture";
import { SideBySide } from "@/components/SideBySide";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

import { Answers } from "./Answers";
import type { Answer, AnswerOffer, DoctorFinding } from "./queries";
import { forAll, kindTitle, SEVERITIES, type OfKind } from "./words";

interface Props {
  group: OfKind;
  /** Answers for all of the kind at once, as the server offers them. */
  bulk: readonly AnswerOffer[];
  busy: boolean;
  onAnswer: (answers: Answer[]) => void;
  onOpen: (reference: string) => void;
}

/** Everything of one kind that was found, and what can be done about all of it. */
export function Kind({ group, bulk, busy, onAnswer, onOpen }: Props) {
  const { kind, severity, findings } = group;
  const { label, tone } = SEVERITIES[severity];
  const all = [...bulk.map((offer) => ({ label: offer.label, answers: [offer.answer] })), ...forAll(group)];
  const [compared, setCompared] = useState<string>();
  const pair = findings.find(({ id }) => id === compared);
  return (
    <section aria-label={kindTitle(kind)} className="grid gap-3">
      <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {kindTitle(kind)}
        <Badge tone={tone}>{label}</Badge>
      </h3>
      {all.length > 0 && (
        <div className="flex flex-wrap gap-1">
          {all.map(({ label: what, answers }, i) => (
            <Button
              key={what}
              size="small"
              variant={i === 0 ? "secondary" : "ghost"}
              disabled={busy}
              className="h-auto min-h-7 max-w-full py-1 text-left whitespace-normal"
              onClick={() => onAnswer(answers)}
            >
              {what}
            </Button>
          ))}
        </div>
      )}
      <ul className="grid gap-4">
        {findings.map((finding) => (
          <Found
            key={finding.id}
            finding={finding}
            busy={busy}
            onAnswer={onAnswer}
            onLook={() => {
              if (finding.other) setCompared(finding.id);
              else if (finding.picture) onOpen(finding.picture.id);
            }}
          />
        ))}
      </ul>
      {pair?.picture && pair.other && (
        <SideBySide
          title={kindTitle(kind)}
          message={pair.message}
          pictures={[
            { ...pair.picture, word: "This one" },
            { ...pair.other, word: "The earlier one" },
          ]}
          footer={
            <Answers
              answers={pair.answers}
              of={undefined}
              busy={busy}
              onAnswer={(given) => {
                onAnswer(given);
                setCompared(undefined);
              }}
            />
          }
          onClose={() => setCompared(undefined)}
        />
      )}
    </section>
  );
}

interface FoundProps extends Pick<Props, "busy" | "onAnswer"> {
  finding: DoctorFinding;
  onLook: () => void;
}

function Found({ finding, busy, onAnswer, onLook }: FoundProps) {
  const { picture, other, message, answers } = finding;
  return (
    <li className="grid gap-2">
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
                className="size-16 aspect-square!"
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
          <p className="text-text-2">{message}</p>
        </div>
      </div>
      <Answers answers={answers} of={picture?.filename} busy={busy} onAnswer={onAnswer} />
    </li>
  );
}
