import { ChartNetwork, Ellipsis, Play, RotateCcw, Square, Tag, Trash2 } from "lucide-react";

import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/menu";

import { useRunActs } from "./acts";
import type { RunListed } from "./queries";
import { canResume, isDone, isUnderWay } from "./words";

interface Props {
  run: RunListed;
  project: string;
  onDelete: () => void;
  onTag?: () => void;
  onTry?: () => void;
}

/** What can be done with one run. */
export function RunMenu({ run, project, onDelete, onTag, onTry }: Props) {
  const { stop, resume, rerun } = useRunActs();
  const under = isUnderWay(run);
  const { unless } = useSharing(run.project);
  return (
    <DropdownMenu
      trigger={
        <Button size="icon" variant="ghost" aria-label={`Actions for run ${run.number}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
      groups={[
        [
          ...(under
            ? [
                {
                  label: "Stop",
                  icon: Square,
                  run: () => stop.mutate(run),
                  unless: unless ?? (run.stopping ? "It stops already" : undefined),
                },
              ]
            : []),
          ...(canResume(run) ? [{ label: "Go on", icon: Play, run: () => resume.mutate(run), unless }] : []),
          { label: "Run again", icon: RotateCcw, run: () => rerun.mutate({ run, project }), unless },
          ...(isDone(run) && onTry ? [{ label: "Try it", icon: ChartNetwork, run: onTry }] : []),
          ...(onTag ? [{ label: "Tags", icon: Tag, keys: "T", run: onTag, unless }] : []),
        ],
        [
          {
            label: "Delete",
            icon: Trash2,
            danger: true,
            keys: "Delete",
            run: onDelete,
            unless: unless ?? (under ? "Stop it first" : undefined),
          },
        ],
      ]}
    />
  );
}
