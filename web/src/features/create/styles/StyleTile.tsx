import { Brush, Check, Copy, Ellipsis, Pencil, Trash2 } from "lucide-react";

import { Picture } from "@/components/Picture";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu, type MenuItem } from "@/components/ui/menu";
import { useUnless } from "@/components/unless";
import { cn } from "@/lib/cn";

import type { Style } from "./queries";
import type { StyleActs } from "./use-style-acts";

interface Props {
  style: Style;
  chosen: boolean;
  /** As many as can be are chosen. */
  full: boolean;
  acts: StyleActs;
  onToggle: () => void;
  onEdit: () => void;
  onDelete: () => void;
}

/** What it adds, in its own words: a style that is not drawn yet is read. */
function wordsOf({ prompt }: Style): string {
  return prompt.replace("{prompt}", "…").replace(/^…[,\s]+/, "");
}

/** One style: what it looks like, its name, and whether it is taken. */
export function StyleTile({ style, chosen, full, acts, onToggle, onEdit, onDelete }: Props) {
  const { name, thumbnail_url: src, drawing, built_in: builtIn } = style;
  const unless = useUnless("generate");
  const notAdmin = useUnless("admin");
  const own: MenuItem[] = [
    { label: "Change", icon: Pencil, run: onEdit, unless },
    { label: "Delete", icon: Trash2, run: onDelete, unless },
  ];
  const draw: MenuItem = {
    label: src ? "Draw the thumbnail anew" : "Draw a thumbnail",
    icon: Brush,
    run: () => void acts.draw(style),
    unless: notAdmin ?? (drawing ? "It is being drawn" : undefined),
  };
  const copy: MenuItem = {
    label: "Copy, to change the copy",
    icon: Copy,
    run: () => void acts.copy(style),
    unless,
  };
  return (
    <li className="group/style relative">
      <button
        type="button"
        aria-pressed={chosen}
        disabled={full && !chosen}
        onClick={onToggle}
        title={style.prompt}
        className="grid w-full gap-1 rounded-print text-left disabled:opacity-60"
      >
        <span aria-hidden className="relative block aspect-square overflow-hidden rounded-print bg-bg-3">
          {src ? (
            <Picture picture={{ src, width: 1, height: 1 }} alt="" fit="cover" />
          ) : (
            <span className="absolute inset-0 flex items-center p-2 text-center text-xs text-text-3">
              <span className="line-clamp-4 w-full">{drawing ? "Drawing…" : wordsOf(style)}</span>
            </span>
          )}
          {chosen && <span className="absolute inset-0 rounded-print edge-chosen" />}
          {chosen && (
            <span className="absolute top-1.5 left-1.5 flex size-6 items-center justify-center rounded-full bg-lamp text-on-lamp">
              <Check aria-hidden className="size-4" strokeWidth={2.25} />
            </span>
          )}
        </span>
        <span className={cn("truncate text-sm", chosen ? "font-medium" : "text-text-2")}>{name}</span>
      </button>
      <span className="absolute top-1 right-1 opacity-0 group-focus-within/style:opacity-100 group-hover/style:opacity-100 pointer-coarse:opacity-100">
        <DropdownMenu
          trigger={
            <IconButton
              icon={Ellipsis}
              label={`More with ${name}`}
              className="size-7 bg-bg-2 pointer-coarse:size-9"
            />
          }
          groups={builtIn ? [[draw, copy]] : [[draw, copy], own]}
        />
      </span>
    </li>
  );
}
