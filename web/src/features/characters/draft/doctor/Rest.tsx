import { Button } from "@/components/ui/button";
import { count } from "@/lib/format";

import type { Answer, DoctorFinding } from "./queries";
import { findingWord } from "./words";

interface Props {
  kept: readonly DoctorFinding[];
  notLookedFor: readonly string[];
  busy: boolean;
  onAnswer: (answers: Answer[]) => void;
}

/** What a person wants to hear no more of, with the way back, and what could not be looked for. */
export function Rest({ kept, notLookedFor, busy, onAnswer }: Props) {
  return (
    <>
      {kept.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-text-2">
            {count(kept.length, "thing")} kept as it is
          </summary>
          <ul className="mt-2 grid gap-1">
            {kept.map((finding) => (
              <li key={finding.id} className="flex items-center gap-2">
                <span className="min-w-0 grow truncate text-text-2">
                  {finding.picture?.filename ?? "All pictures"}: {findingWord(finding.kind)}
                </span>
                {finding.answers.map((offer) => (
                  <Button
                    key={offer.label}
                    size="small"
                    variant="ghost"
                    disabled={busy}
                    aria-label={`${offer.label}: ${finding.picture?.filename ?? "all"}`}
                    onClick={() => onAnswer([offer.answer])}
                  >
                    Look again
                  </Button>
                ))}
              </li>
            ))}
          </ul>
        </details>
      )}
      {notLookedFor.length > 0 && (
        <details className="text-sm text-text-3">
          <summary className="cursor-pointer">Not looked for</summary>
          <ul className="mt-1 list-inside list-disc">
            {notLookedFor.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
