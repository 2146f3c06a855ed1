import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";

import type { Sample } from "../queries";

interface Props {
  sample: Sample | undefined;
  /** It is being made at this moment. */
  developing: boolean;
  chosen: boolean;
  label: string;
  tabIndex: 0 | -1;
  first: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

const box = "block aspect-square w-full rounded-print";

export function SampleCell({ sample, developing, chosen, label, tabIndex, first, onFocus, onOpen }: Props) {
  const cell = `${sample?.step ?? ""}-${sample?.position ?? ""}`;
  return (
    <div role="gridcell" aria-selected={chosen} className="min-w-0">
      {sample ? (
        <button
          type="button"
          data-cell={cell}
          tabIndex={tabIndex}
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
            alt={label}
            first={first}
            className="aspect-square! size-full"
          />
          {chosen && (
            <span aria-hidden className="pointer-events-none absolute inset-0 rounded-print edge-chosen" />
          )}
        </button>
      ) : (
        <span className={cn(box, "flex items-center justify-center bg-bg-2 text-sm text-text-3")}>
          {developing ? "developing" : "waiting"}
        </span>
      )}
    </div>
  );
}
