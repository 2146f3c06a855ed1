import { useState } from "react";

import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Progress } from "@/components/ui/progress";
import { useShortcuts } from "@/keys/hooks";

import type { Finding, PicturesChange } from "../queries";
import { placeOf } from "./Group";

interface Props {
  /** As they were when the lane was opened: an answer takes none away. */
  findings: readonly Finding[];
  onAnswer: (answer: PicturesChange) => void;
  onClose: () => void;
}

/** One finding after the other: a key for each answer, and one to pass it over. */
export function ReviewLane({ findings: now, onAnswer, onClose }: Props) {
  const [findings] = useState(now);
  const [at, setAt] = useState(0);
  const finding = findings[at];
  const next = () => {
    if (at + 1 < findings.length) setAt(at + 1);
    else onClose();
  };
  const give = (answer: PicturesChange) => {
    onAnswer(answer);
    next();
  };
  const offers = finding?.answers.slice(0, 9) ?? [];
  useShortcuts(
    [
      ...offers.map((offer, i) => ({
        id: `review ${i + 1}`,
        keys: String(i + 1),
        label: offer.label,
        run: () => give(offer.change),
      })),
      { id: "review next", keys: "J", label: "Pass over", run: next },
      { id: "review before", keys: "K", label: "Back", enabled: at > 0, run: () => setAt(at - 1) },
    ],
    { scope: "dialog" },
  );
  if (!finding?.picture) return null;
  const pictures = [finding.picture, ...(finding.other ? [finding.other] : [])];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Finding ${at + 1} of ${findings.length}`}
      description={finding.message}
      className="sm:top-[4dvh] sm:max-h-[92dvh] sm:w-[min(60rem,94vw)]"
      footer={
        <>
          <Button keys="K" variant="ghost" disabled={at === 0} onClick={() => setAt(at - 1)}>
            Back
          </Button>
          <Button keys="J" variant="ghost" onClick={next}>
            Pass over
          </Button>
          {offers.map((offer, i) => (
            <Button
              key={offer.label}
              keys={String(i + 1)}
              variant={i === 0 ? "primary" : "secondary"}
              className="h-auto min-h-control py-1 whitespace-normal"
              onClick={() => give(offer.change)}
            >
              {offer.label}
            </Button>
          ))}
        </>
      }
    >
      <div className="grid gap-3">
        <Progress value={at / findings.length} label="Reviewed" pace={0.2} />
        <div className={pictures.length > 1 ? "grid grid-cols-2 gap-3" : "grid gap-3"}>
          {pictures.map((picture) => (
            <figure key={picture.id} className="grid min-w-0 gap-1">
              <div className="flex h-[46dvh] items-center rounded-print bg-stage-dark">
                <Picture
                  picture={{ src: picture.url, width: picture.width, height: picture.height }}
                  alt={picture.filename}
                  first
                  className="max-h-[46dvh] w-full bg-transparent"
                />
              </div>
              <figcaption className="text-sm">
                <span className="block truncate font-medium">{picture.filename}</span>
                <span className="text-text-3">{placeOf(picture)}</span>
              </figcaption>
            </figure>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
