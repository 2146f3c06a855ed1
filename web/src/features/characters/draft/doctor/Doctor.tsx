import { useQuery } from "@tanstack/react-query";
import { Check, ChevronDown, Stethoscope } from "lucide-react";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { useNarrow } from "@/lib/use-media";

import type { Character } from "../../queries";
import { Kind } from "./Kind";
import { doctorQuery, useAnswers } from "./queries";
import { Rest } from "./Rest";
import { byKind, verdict } from "./words";

interface Props {
  character: Character;
  /** Shows a picture large. */
  onOpen: (reference: string) => void;
}

/** What may hurt the training, each with something to do about it. Nothing is done by itself. */
export function Doctor({ character, onOpen }: Props) {
  const { id, references } = character;
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  const { data: report, error, refetch } = useQuery(doctorQuery(id, references.length > 0));
  const answers = useAnswers(id);
  const findings = report?.findings ?? [];
  const shown = !narrow || open;
  return (
    <aside
      aria-label="Doctor"
      className="grid content-start gap-3 rounded-card bg-bg-2 p-4 lg:sticky lg:top-28 lg:self-start"
    >
      <div className="flex items-start gap-2">
        <Stethoscope aria-hidden className="mt-0.5 size-4 shrink-0 text-text-3" strokeWidth={1.75} />
        <p role="status" className="grow">
          {verdict(references, findings.length)}
        </p>
        {narrow && report && (
          <Button
            size="small"
            variant="ghost"
            aria-expanded={open}
            aria-label="Show what the doctor found"
            className="-my-3"
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={cn("transition-transform", open && "rotate-180")} />
          </Button>
        )}
      </div>
      {error && !report && (
        <ErrorBlock error={error} title="The doctor did not answer." onRetry={() => void refetch()} />
      )}
      {shown && report && (
        <>
          {findings.length === 0 && references.length > 0 && (
            <p className="flex gap-2 text-text-2">
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
              Nothing stands out. Whether all sides are shown, only you can see.
            </p>
          )}
          {findings.length > 0 && (
            <div
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is scrolled by keys as well
              tabIndex={0}
              role="group"
              aria-label="Found"
              className="grid max-h-[60dvh] gap-4 overflow-y-auto"
            >
              {byKind(findings).map((group) => (
                <Kind
                  key={group.kind}
                  group={group}
                  bulk={report.bulk.filter(({ answer }) => isOf(answer.references, group.findings))}
                  busy={answers.isPending}
                  onAnswer={(given) => answers.mutate(given)}
                  onOpen={onOpen}
                />
              ))}
            </div>
          )}
          <Rest
            kept={report.kept}
            notLookedFor={report.not_looked_for}
            busy={answers.isPending}
            onAnswer={(given) => answers.mutate(given)}
          />
        </>
      )}
    </aside>
  );
}

/** Whether an answer is for exactly the pictures of these findings. */
function isOf(references: readonly string[], findings: Parameters<typeof byKind>[0]): boolean {
  const ids = new Set(findings.map(({ picture }) => picture?.id));
  return references.length === ids.size && references.every((each) => ids.has(each));
}
