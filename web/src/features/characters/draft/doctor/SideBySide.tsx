import { Picture } from "@/components/Picture";
import { Dialog } from "@/components/ui/dialog";

import { Answers } from "./Answers";
import type { Answer, DoctorFinding } from "./queries";
import { kindTitle } from "./words";

interface Props {
  finding: DoctorFinding;
  busy: boolean;
  onAnswer: (answers: Answer[]) => void;
  onClose: () => void;
}

/** Two pictures that repeat one another, large, to choose between them. */
export function SideBySide({ finding, busy, onAnswer, onClose }: Props) {
  const { picture, other, message, kind, answers } = finding;
  if (!picture || !other) return null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={kindTitle(kind)}
      description={message}
      className="sm:top-[4dvh] sm:max-h-[92dvh] sm:w-[min(64rem,94vw)]"
      footer={
        <Answers
          answers={answers}
          of={undefined}
          busy={busy}
          onAnswer={(given) => {
            onAnswer(given);
            onClose();
          }}
        />
      }
    >
      <div className="grid grid-cols-2 gap-3">
        {[
          { ...picture, word: "This one" },
          { ...other, word: "The earlier one" },
        ].map(({ id, word, url: src, width, height, filename }) => (
          <figure key={id} className="grid min-w-0 content-start gap-1">
            <div className="flex h-[52dvh] items-center rounded-print bg-stage-dark">
              <Picture
                picture={{ src, width, height }}
                alt={filename}
                first
                className="max-h-[52dvh] w-full bg-transparent"
              />
            </div>
            <figcaption className="text-sm">
              <span className="block truncate font-medium">{filename}</span>
              <span className="text-text-3 tabular-nums">
                {word} · {width} × {height}
              </span>
            </figcaption>
          </figure>
        ))}
      </div>
    </Dialog>
  );
}
