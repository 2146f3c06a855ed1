import { Picture } from "@/components/Picture";
import { number } from "@/lib/format";

import { share } from "../checkpoints/scores";
import type { Sample } from "../queries";
import type { Checkpoint } from "../versions";

interface Props {
  checkpoints: readonly Checkpoint[];
  /** The step that is looked at. */
  at: number;
}

/** Other things, drawn before it learnt and at the step that is looked at: what the base still knows. */
export function Probes({ checkpoints, at }: Props) {
  const start = checkpoints.find(({ step }) => step === 0);
  const now = checkpoints.findLast(({ step, probes }) => step > 0 && step <= at && probes.length > 0);
  if (!start || start.probes.length === 0) return null;
  const drift = now?.scores.drift;
  const moved = drift == null ? "" : ` They have moved by ${share(drift)}.`;
  return (
    <section aria-label="What it still knows of other things" className="grid gap-3">
      <div>
        <h2 className="text-lg">What it still knows of other things</h2>
        <p className="text-text-2">
          The same words and seeds before it learnt and now. They should stay alike.{moved}
        </p>
      </div>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(14rem,1fr))]">
        {start.probes.map((before) => {
          const after = now?.probes.find(({ position }) => position === before.position);
          return (
            <li key={before.position} className="grid min-w-0 gap-1">
              <div className="grid grid-cols-2 gap-1">
                <Pair sample={before} words="Start" />
                {after ? (
                  <Pair sample={after} words={`Step ${number(after.step)}`} />
                ) : (
                  <span className="flex aspect-square items-center justify-center rounded-print bg-bg-2 text-sm text-text-3">
                    waiting
                  </span>
                )}
              </div>
              <p className="line-clamp-2 text-sm text-text-3">{before.prompt}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Pair({ sample, words }: { sample: Sample; words: string }) {
  const { thumbnail_url: src, width, height, thumbhash, prompt } = sample;
  return (
    <figure className="grid min-w-0 gap-1">
      <Picture picture={{ src, width, height, thumbhash }} alt={`${prompt}, ${words}`} />
      <figcaption className="text-xs text-text-3 tabular-nums">{words}</figcaption>
    </figure>
  );
}
