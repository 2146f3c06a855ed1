import type { LucideIcon } from "lucide-react";
import { useEffect } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";

export const GROUPS = ["Do", "Go", "Open", "Settings", "Help"] as const;

/** A row of the command palette. */
export interface Command {
  id: string;
  label: string;
  group: (typeof GROUPS)[number];
  run: () => void;
  /** The shortcut that does the same; the row prints it. */
  keys?: string;
  /** Other words by which it is found. */
  keywords?: string[];
  icon?: LucideIcon;
  /** Why it cannot be done now; the palette leaves it out. */
  unless?: string | undefined;
}

interface Commands {
  lists: ReadonlyMap<symbol, readonly Command[]>;
  open: boolean;
  setOpen: (open: boolean) => void;
}

export const useCommandStore = create<Commands>()((set) => ({
  lists: new Map(),
  open: false,
  setOpen: (open) => set({ open }),
}));

/** Rows of the palette while the component is shown. Keep the list with useMemo. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    const owner = Symbol("commands");
    const change = (edit: (lists: Map<symbol, readonly Command[]>) => void) =>
      useCommandStore.setState(({ lists }) => {
        const next = new Map(lists);
        edit(next);
        return { lists: next };
      });
    change((lists) => lists.set(owner, commands));
    return () => change((lists) => lists.delete(owner));
  }, [commands]);
}

interface Usage {
  uses: Record<string, { times: number; last: number }>;
  used: (id: string) => void;
}

/** How often and how lately each command was run, which orders the palette. */
export const useCommandUsage = create<Usage>()(
  persist(
    (set) => ({
      uses: {},
      used: (id) =>
        set(({ uses }) => ({
          uses: { ...uses, [id]: { times: (uses[id]?.times ?? 0) + 1, last: Date.now() } },
        })),
    }),
    { name: "safelight.commands" },
  ),
);

/** How well a row fits what was typed, 0 to 1: its beginning, a word's beginning, initials ("nc"), letters in order. */
export function fit(label: string, typed: string, keywords: readonly string[] = []): number {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return 1;
  const text = [label, ...keywords].join(" ").toLowerCase();
  const words = text.split(/\s+/);
  if (text.startsWith(wanted)) return 1;
  if (words.some((word) => word.startsWith(wanted))) return 0.9;
  if (
    words
      .map((word) => word[0])
      .join("")
      .startsWith(wanted)
  )
    return 0.8;
  if (text.includes(wanted)) return 0.6;
  let at = 0;
  for (const letter of wanted.replaceAll(" ", "")) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return 0.3;
}
