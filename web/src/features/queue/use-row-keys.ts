import { useShortcuts } from "@/keys/hooks";

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];
const current = () => document.activeElement?.closest<HTMLElement>("[data-row]");

function step(by: number): void {
  const all = rows();
  const row = current();
  all[row ? all.indexOf(row) + by : 0]?.querySelector("a")?.focus();
}

function press(act: string): void {
  current()?.querySelector<HTMLElement>(`[data-act=${act}]`)?.click();
}

/** Arrows walk from row to row, and the letters press the buttons of the row that has the focus. */
export function useRowKeys(): void {
  useShortcuts([
    { id: "queue next row", keys: "ArrowDown", label: "Next job", run: () => step(1) },
    { id: "queue previous row", keys: "ArrowUp", label: "Previous job", run: () => step(-1) },
    { id: "queue run next", keys: "Shift+N", label: "Run this one next", run: () => press("next") },
    { id: "queue cancel", keys: "Delete", label: "Cancel or stop this one", run: () => press("cancel") },
    { id: "queue retry", keys: "R", label: "Try this one again", run: () => press("retry") },
  ]);
}
