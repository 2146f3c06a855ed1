import { toast as sonner } from "sonner";

import { Problem } from "@/api/problem";

const UNDO_TIME = 10_000;
let lastUndo: { id: string | number; undo: () => void } | undefined;

/** A short word that something is done. */
export function say(text: string): void {
  sonner(text);
}

/** Done at once, and taken back by the button or by Ctrl Z: "3 pictures moved to the bin". */
export function sayWithUndo(text: string, undo: () => void): void {
  const id = sonner(text, {
    duration: UNDO_TIME,
    action: { label: "Undo", onClick: () => undoLast() },
    onDismiss: forget,
    onAutoClose: forget,
  });
  lastUndo = { id, undo };
  function forget() {
    if (lastUndo?.id === id) lastUndo = undefined;
  }
}

/** Takes the last act back, if it still can be; bound to Ctrl Z. */
export function undoLast(): boolean {
  if (!lastUndo) return false;
  const { id, undo } = lastUndo;
  lastUndo = undefined;
  sonner.dismiss(id);
  undo();
  return true;
}

/** An act that was refused: what, then why. */
export function sayFailed(what: string, error: unknown): void {
  const problem = Problem.from(error);
  const why = [problem.message, problem.hint].filter(Boolean).join(" ");
  sonner.error(what, { description: why, duration: 10_000 });
}
