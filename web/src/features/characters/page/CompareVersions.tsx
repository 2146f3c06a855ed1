import { X } from "lucide-react";

import { Picture } from "@/components/Picture";
import { IconButton } from "@/components/ui/icon-button";
import { number } from "@/lib/format";

import type { Version } from "../queries";

/** Versions side by side: the same prompts with the same seeds, so that what differs is what was learnt. */
export function CompareVersions({
  versions,
  onClose,
}: {
  versions: readonly Version[];
  onClose: () => void;
}) {
  const prompts = [...new Set(versions.flatMap(({ samples }) => samples.map(({ prompt }) => prompt)))];
  return (
    <section aria-label="Side by side" className="grid gap-3 rounded-card bg-bg-1 p-4">
      <div className="flex items-center justify-between">
        <h2 className="text-lg">Side by side</h2>
        <IconButton icon={X} label="Close the comparison" onClick={onClose} />
      </div>
      <div
        className="mx-auto grid w-full max-w-4xl gap-1"
        style={{ gridTemplateColumns: `repeat(${versions.length}, minmax(0, 1fr))` }}
      >
        {versions.map(({ number: n, steps }) => (
          <p key={n} className="pb-1 text-text-2">
            Version {n}
            {steps !== null && <span className="text-text-3"> · {number(steps)} steps</span>}
          </p>
        ))}
        {prompts.map((prompt) => (
          <div key={prompt} className="contents">
            {versions.map(({ number: n, samples }) => {
              const sample = samples.find((each) => each.prompt === prompt);
              return sample ? (
                <Picture
                  key={n}
                  picture={{
                    src: sample.url,
                    width: sample.width,
                    height: sample.height,
                    thumbhash: sample.thumbhash,
                  }}
                  alt={`Version ${n}: ${prompt}`}
                />
              ) : (
                <span
                  key={n}
                  className="flex aspect-square items-center justify-center bg-bg-2 text-sm text-text-3"
                >
                  not made
                </span>
              );
            })}
            <p className="col-span-full pb-3 text-sm text-text-3">{prompt}</p>
          </div>
        ))}
      </div>
    </section>
  );
}
