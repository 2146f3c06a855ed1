import { useShortcuts } from "@/keys/hooks";

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-run]")];
const focused = () => document.activeElement?.closest<HTMLElement>("[data-run]");

function walk(by: number): void {
  const all = rows();
  const row = focused();
  all[row ? all.indexOf(row) + by : 0]?.querySelector("a")?.focus();
}

interface Acts {
  choose: (id: string) => void;
  tag: (id: string) => void;
  remove: (id: string) => void;
  stop: (id: string) => void;
  compare: () => void;
  /** Whether enough are chosen. */
  canCompare: boolean;
  filter: () => void;
  start: () => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** Arrows walk from run to run; the letters are for the one that has the focus, or for those that are chosen. */
export function useRunKeys({ choose, tag, remove, stop, unless, ...acts }: Acts): void {
  const of = (act: (id: string) => void) => () => {
    const id = focused()?.dataset.run;
    if (id !== undefined) act(id);
  };
  useShortcuts([
    { id: "run next row", keys: "ArrowDown", label: "Next run", run: () => walk(1) },
    { id: "run previous row", keys: "ArrowUp", label: "Previous run", run: () => walk(-1) },
    { id: "run choose", keys: "X", label: "Choose this one", run: of(choose) },
    {
      id: "run compare",
      keys: "C",
      label: "Compare the chosen",
      enabled: acts.canCompare,
      run: acts.compare,
    },
    { id: "run tag", keys: "T", label: "Tags of this one", run: of(tag), unless },
    { id: "run stop", keys: "S", label: "Stop this one", run: of(stop), unless },
    { id: "run delete", keys: "Delete", label: "Delete this one", run: of(remove), unless },
    { id: "run filter", keys: "/", label: "Search", run: acts.filter },
    { id: "run new", keys: "N", label: "New run", run: acts.start, unless },
  ]);
}
