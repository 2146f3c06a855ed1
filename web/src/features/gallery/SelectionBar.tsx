import { Columns2, Download, RotateCcw, Star, Trash2, X, type LucideIcon } from "lucide-react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { number } from "@/lib/format";

export interface BarAction {
  label: string;
  icon: LucideIcon;
  keys?: string;
  run: () => void;
  busy?: boolean;
  danger?: boolean;
  /** Why it cannot be done with these. */
  unless?: string | undefined;
}

export const ICONS = { star: Star, download: Download, compare: Columns2, bin: Trash2, restore: RotateCcw };

interface Props {
  count: number;
  actions: readonly BarAction[];
  onClear: () => void;
}

/** What can be done with the pictures that are chosen; over the grid's lower edge. */
export function SelectionBar({ count, actions, onClear }: Props) {
  return (
    <div
      role="toolbar"
      aria-label="Chosen pictures"
      className="fixed inset-x-0 bottom-[calc(var(--strip)+var(--bottom-bar)+12px)] z-20 mx-auto flex w-max max-w-[calc(100vw-24px)] animate-rise items-center gap-1 rounded-card border border-line-1 bg-bg-3 p-1.5 shadow-float"
    >
      <span role="status" className="px-2 font-medium whitespace-nowrap tabular-nums">
        {number(count)} chosen
      </span>
      {actions.map(({ label, icon: Icon, keys, run, busy = false, danger, unless }) => (
        <Button
          key={label}
          variant={danger ? "danger" : "ghost"}
          aria-label={label}
          unless={unless}
          busy={busy}
          onClick={run}
          className="max-sm:px-2.5"
          {...(keys && { keys })}
        >
          <Icon aria-hidden />
          <span className="max-sm:sr-only">{label}</span>
        </Button>
      ))}
      <IconButton icon={X} label="Choose nothing" keys="Escape" onClick={onClear} />
    </div>
  );
}
