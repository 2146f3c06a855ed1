import { Ellipsis, FolderInput, Pencil, WandSparkles } from "lucide-react";

import { Button } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/menu";

interface Props {
  name: string;
  onTry: () => void;
  onRename: () => void;
  onMove: () => void;
  /** Why it cannot be tried yet. */
  unless: string | undefined;
  /** Why it may not be changed. */
  fixed: string | undefined;
}

export function CardMenu({ name, onTry, onRename, onMove, unless, fixed }: Props) {
  return (
    <DropdownMenu
      trigger={
        <Button
          variant="ghost"
          size="icon"
          tabIndex={-1}
          aria-label={`Actions for ${name}`}
          className="-my-1.5 -mr-2 max-sm:-my-3 pointer-coarse:-my-3"
        >
          <Ellipsis aria-hidden />
        </Button>
      }
      groups={[
        [
          { label: "Create with it", icon: WandSparkles, keys: "T", run: onTry, ...(unless && { unless }) },
          { label: "Rename", icon: Pencil, keys: "F2", run: onRename, ...(fixed && { unless: fixed }) },
          {
            label: "Move to a project",
            icon: FolderInput,
            keys: "M",
            run: onMove,
            ...(fixed && { unless: fixed }),
          },
        ],
      ]}
    />
  );
}
