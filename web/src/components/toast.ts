import { Problem } from "@/api/problem";

// Toasts are fetched apart from the page that says something: nobody waits for them at the first paint.
const sonner = import("sonner").then(({ toast }) => toast);

const UNDO_TIME = 10_000;
let lastUndo: (() => void) | undefined;

/** A short word that something is done. */
export function say(text: string): void {
  void sonner.then((toast) => toast(text));
}

/** Done at once, and taken back by the button or by Ctrl Z: "3 pictures moved to the bin". */
export function sayWithUndo(text: string, undo: () => void): void {
  const id = `undo-${Date.now()}`;
  const forget = () => {
    if (lastUndo === takeBack) lastUndo = undefined;
  };
  const takeBack = () => {
    forget();
    void sonner.then((toast) => toast.dismiss(id));
    undo();
  };
  lastUndo = takeBack;
  void sonner.then((toast) =>
    toast(text, {
      id,
      duration: UNDO_TIME,
      action: { label: "Undo", onClick: takeBack },
      onDismiss: forget,
      onAutoClose: forget,
    }),
  );
}

/** Takes the last act back, if it still can be; bound to Ctrl Z. */
export function undoLast(): void {
  lastUndo?.();
}

/** An act that was refused: what, then why. */
export function sayFailed(what: string, error: unknown): void {
  const problem = Problem.from(error);
  const description = [problem.message, problem.hint].filter(Boolean).join(" ");
  void sonner.then((toast) => toast.error(what, { description, duration: 10_000 }));
}
