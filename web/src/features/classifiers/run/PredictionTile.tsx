import { Picture } from "@/components/Picture";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/lib/cn";

import type { Prediction } from "../runs/queries";
import { share } from "../runs/words";
import { filedUnder } from "./use-relabel";

const SIDE = 160; // of a picture whose size nobody knows

/** One picture and what was said of it: "is saw, said knife, 91.0 %". */
export function predictionWords(picture: Prediction): string {
  const filed = filedUnder(picture);
  const fixed = filed !== picture.label ? `, now ${filed}` : "";
  return `${picture.path}: is ${picture.label}, said ${picture.predicted}, ${share(picture.confidence)}${fixed}`;
}

interface Props {
  picture: Prediction;
  first: boolean;
  current: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

export function PredictionTile({ picture, first, current, onFocus, onOpen }: Props) {
  const { thumbnail_url, url, width, height, thumbhash, path, predicted, confidence, current_label } =
    picture;
  const src = thumbnail_url ?? url;
  return (
    <button
      type="button"
      data-picture={`${picture.split}-${picture.position}`}
      tabIndex={current ? 0 : -1}
      aria-label={predictionWords(picture)}
      aria-current={current}
      onFocus={onFocus}
      onClick={onOpen}
      className="grid content-start gap-1 rounded-print text-left ring-picture"
    >
      {src ? (
        <Picture
          picture={{ src, width: width ?? SIDE, height: height ?? SIDE, thumbhash }}
          alt=""
          fit="cover"
          first={first}
          className="aspect-square!"
        />
      ) : (
        <span className="flex aspect-square items-center justify-center rounded-print bg-bg-3 p-2 text-center text-xs break-all text-text-3">
          {path}
        </span>
      )}
      <span className="flex min-w-0 items-center justify-between gap-1 text-sm text-text-2 tabular-nums">
        <span className={cn("truncate", picture.correct && "text-text-3")}>{predicted}</span>
        {share(confidence)}
      </span>
      {current_label !== null && <Badge tone="ok">{current_label}</Badge>}
    </button>
  );
}
