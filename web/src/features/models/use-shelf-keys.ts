import { useShortcuts } from "@/keys/hooks";

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];
const current = () => document.activeElement?.closest<HTMLElement>("[data-row]");

function step(by: number): void {
  const all = rows();
  const row = current();
  const next = all[row ? all.indexOf(row) + by : 0];
  next?.querySelector("a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

interface Acts {
  find: () => void;
  add: () => void;
  /** Of the row that has the focus, by its name. */
  load: (name: string) => void;
  unload: (name: string) => void;
  remove: (name: string) => void;
}

/** Arrows walk from row to row, and the letters act on the row that has the focus. */
export function useShelfKeys(acts: Acts): void {
  const here = (act: (name: string) => void) => () => {
    const name = current()?.dataset.row;
    if (name !== undefined) act(name);
  };
  useShortcuts([
    { id: "models find", keys: "/", label: "Find a model", run: acts.find },
    { id: "models add", keys: "A", label: "Add a model", run: acts.add },
    { id: "models next", keys: "ArrowDown", label: "Next model", run: () => step(1) },
    { id: "models previous", keys: "ArrowUp", label: "Previous model", run: () => step(-1) },
    { id: "models load", keys: "L", label: "Load this one now", run: here(acts.load) },
    { id: "models unload", keys: "Shift+L", label: "Unload this one", run: here(acts.unload) },
    { id: "models remove", keys: "Delete", label: "Delete this one", run: here(acts.remove) },
  ]);
}
