import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";
import { usePreview } from "@/live/hooks";

import type { Sample } from "../queries";

interface Props {
  sample: Sample | undefined;
  /** Where the next one comes into being: its job and the number of its prompt. */
  making: { job: string; position: number } | undefined;
  chosen: boolean;
  label: string;
  tabIndex: 0 | -1;
  first: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

const box = "block aspect-square w-full rounded-print";

export function SampleCell({ sample, making, chosen, label, tabIndex, first, onFocus, onOpen }: Props) {
  const cell = `${sample?.step ?? ""}-${sample?.position ?? ""}`;
  return (
    <div role="gridcell" aria-selected={chosen} className="min-w-0">
      {sample ? (
        <button
          type="button"
          data-cell={cell}
          tabIndex={tabIndex}
          aria-label={label}
          onFocus={onFocus}
          onClick={onOpen}
          className={cn(box, "relative ring-picture")}
        >
          <Picture
            picture={{
              src: sample.thumbnail_url,
              width: sample.width,
              height: sample.height,
              thumbhash: sample.thumbhash,
            }}
            alt=""
            first={first}
            className="aspect-square! size-full"
          />
          {chosen && (
            <span aria-hidden className="pointer-events-none absolute inset-0 rounded-print edge-chosen" />
          )}
        </button>
      ) : making ? (
        <Developing {...making} />
      ) : (
        <span className={cn(box, "flex items-center justify-center bg-bg-2 text-sm text-text-3")}>
          waiting
        </span>
      )}
    </div>
  );
}

/** The place of a sample that is being made: it develops as the worker shows it. */
function Developing({ job, position }: { job: string; position: number }) {
  const preview = usePreview(job, position);
  if (!preview) {
    return (
      <span className={cn(box, "flex items-center justify-center bg-bg-2 text-sm text-text-3")}>waiting</span>
    );
  }
  return <img src={preview.url} alt="Developing" className={cn(box, "bg-bg-2 object-contain")} />;
}
