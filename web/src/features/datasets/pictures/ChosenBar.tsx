import { EyeOff, Trash2, Undo2, X } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { number } from "@/lib/format";

import { SPLITS } from "../queries";
import { ClassName } from "./ClassName";
import type { Act } from "./PicturesTab";

const LISTED = 20;

interface Props {
  /** How many; unknown where all of a filter are meant that have not come yet. */
  chosen: number | undefined;
  names: readonly string[];
  onAct: (act: Act) => void;
  onAll: (() => void) | undefined;
  onNone: () => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** What can be done with the chosen pictures. */
export function ChosenBar({ chosen, names, onAct, onAll, onNone, unless }: Props) {
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const words = chosen === undefined ? "All of these" : number(chosen);
  return (
    <div
      role="group"
      aria-label="Chosen pictures"
      className="sticky bottom-[calc(var(--strip)+var(--bottom-bar)+8px)] z-10 flex flex-wrap items-center gap-2 rounded-card border border-line-1 bg-bg-3 p-2"
    >
      <span role="status" className="px-2 font-medium tabular-nums">
        {words} chosen
      </span>
      {onAll && (
        <Button variant="ghost" onClick={onAll}>
          Choose all
        </Button>
      )}
      <span className="grow" />
      <DropdownMenu
        side="top"
        trigger={<Button unless={unless}>Class…</Button>}
        groups={[
          names.slice(0, LISTED).map((label, i) => ({
            label,
            ...(i < 9 && { keys: String(i + 1) }),
            run: () => onAct({ label }),
          })),
          [{ label: "Another class…", run: () => setNaming(true) }],
        ]}
      />
      <DropdownMenu
        side="top"
        trigger={<Button unless={unless}>Part…</Button>}
        groups={[SPLITS.map((split) => ({ label: split, run: () => onAct({ split }) }))]}
      />
      <Button unless={unless} onClick={() => onAct({ excluded: true })}>
        <EyeOff aria-hidden /> Leave out
      </Button>
      <Button unless={unless} onClick={() => onAct({ excluded: false })}>
        <Undo2 aria-hidden /> Take in
      </Button>
      <IconButton icon={Trash2} label="Delete for good" unless={unless} onClick={() => setDeleting(true)} />
      <IconButton icon={X} label="Choose none" keys="Esc" onClick={onNone} />
      {naming && (
        <ClassName names={names} onName={(label) => onAct({ label })} onClose={() => setNaming(false)} />
      )}
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${chosen === undefined ? "all of these pictures" : `${number(chosen)} pictures`}?`}
        description="They cannot be brought back, but versions that have them keep theirs. Leaving out has an Undo."
        action="Delete"
        onConfirm={() => {
          setDeleting(false);
          onAct({ delete: true });
        }}
      />
    </div>
  );
}
