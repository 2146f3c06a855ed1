import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useShortcuts } from "@/keys/hooks";
import { number as figure } from "@/lib/format";

import { scoreWords } from "../checkpoints/scores";
import { useStep } from "../checkpoints/use-step";
import type { Checkpoint } from "../versions";

interface Props {
  character: string;
  /** The version that the training made, or can become. Undefined while it learns. */
  version: number | undefined;
  checkpoint: Checkpoint;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** The step that is looked at: how it scored, and to draw with it. */
export function StepBar({ character, version, checkpoint, unless }: Props) {
  const use = useStep(character);
  const { step, in_use, is_best, has_file } = checkpoint;
  const usable = version !== undefined && has_file && !in_use;
  const act = () => usable && use.mutate({ number: version, step });
  useShortcuts([{ id: "step use", keys: "U", label: "Use this step", enabled: usable, unless, run: act }]);
  const words = scoreWords(checkpoint);
  if (!words && version === undefined) return null;
  return (
    <div className="flex min-h-control flex-wrap items-center gap-x-3 gap-y-1 text-text-2">
      <span className="tabular-nums">
        <span className="font-medium text-text-1">{step === 0 ? "Start" : `Step ${figure(step)}`}</span>
        {words && ` · ${words}`}
      </span>
      {is_best && <Badge tone="ok">best</Badge>}
      {in_use && <Badge tone="lamp">in use</Badge>}
      {usable && (
        <Button size="small" keys="U" busy={use.isPending} unless={unless} onClick={act}>
          Use this step
        </Button>
      )}
      {version !== undefined && step > 0 && !has_file && (
        <span className="text-sm text-text-3">Its weights were not kept</span>
      )}
    </div>
  );
}
