import { Button } from "@/components/ui/button";

import type { Answer, AnswerOffer } from "./queries";

interface Props {
  answers: readonly AnswerOffer[];
  /** What they are for, where several stand on the page. */
  of: string | undefined;
  busy: boolean;
  onAnswer: (answers: Answer[]) => void;
}

/** The answers as the server offers them, the likeliest first. */
export function Answers({ answers, of, busy, onAnswer }: Props) {
  return (
    <div className="flex flex-wrap gap-1">
      {answers.map((offer, i) => (
        <Button
          key={offer.label}
          size="small"
          variant={i === 0 ? "secondary" : "ghost"}
          disabled={busy}
          aria-label={of && `${offer.label}: ${of}`}
          className="h-auto min-h-7 max-w-full py-1 text-left whitespace-normal"
          onClick={() => onAnswer([offer.answer])}
        >
          {offer.label}
        </Button>
      ))}
    </div>
  );
}
