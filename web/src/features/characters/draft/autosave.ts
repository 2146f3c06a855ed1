import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";

const QUIET = 800;
const PREFIX = "safelight.unsaved.";

export interface Unsaved {
  /** What was typed and the server does not have; null when it has all. */
  readonly text: string | null;
  readonly state: "saved" | "unsaved" | "saving" | "failed";
  readonly error?: unknown;
}

const SAVED: Unsaved = { text: null, state: "saved" };

/**
 * A text that saves itself: in this browser with each key, on the server 800 ms after the last one and when the field
 * is left. What is typed is never replaced by an answer; what the server refuses stays, with the reason.
 */
export class Autosave {
  /** What the server has, and how it is told. */
  saved = "";
  save: (text: string) => Promise<unknown> = () => Promise.resolve();
  private now: Unsaved = SAVED;
  private underWay = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly store: string;

  /** `name` is where the text waits in this browser. */
  constructor(name: string) {
    this.store = PREFIX + name;
    const text = localStorage.getItem(this.store);
    if (text !== null) this.now = { text, state: "unsaved" };
  }

  readonly get = (): Unsaved => this.now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(text: string): void {
    localStorage.setItem(this.store, text);
    this.become({ text, state: "unsaved" });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), QUIET);
  }

  /** Saves what is not saved yet; done when the server has answered. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    const { text, state } = this.now;
    if (text === null) return Promise.resolve();
    if (state !== "saving") this.underWay = this.send(text);
    return this.underWay;
  }

  private async send(text: string): Promise<void> {
    this.become({ text, state: "saving" });
    const typedOn = () => this.now.text !== text; // then the next save has it
    try {
      if (text !== this.saved) await this.save(text);
      if (typedOn()) return;
      localStorage.removeItem(this.store);
      this.become(SAVED);
    } catch (error) {
      if (!typedOn()) this.become({ text, state: "failed", error });
    }
  }

  private become(now: Unsaved): void {
    this.now = now;
    for (const listener of this.listeners) listener();
  }
}

const shown = new Set<Autosave>();

/** Sends what was typed and not yet saved, such as before a training starts. */
export async function flushAutosaves(): Promise<void> {
  await Promise.all([...shown].map((autosave) => autosave.flush()));
}

interface Options {
  saved: string;
  save: (text: string) => Promise<unknown>;
  storeAs: string;
}

/** `storeAs` must name the one thing that is edited, by its id: a field must not be reused for another. */
export function useAutosave({ saved, save, storeAs }: Options) {
  const [autosave] = useState(() => new Autosave(storeAs));
  useLayoutEffect(() => {
    Object.assign(autosave, { saved, save });
  });
  useEffect(() => {
    shown.add(autosave);
    void autosave.flush(); // left over from an earlier visit
    return () => {
      shown.delete(autosave);
      void autosave.flush();
    };
  }, [autosave]);
  const { text, state, error } = useSyncExternalStore(autosave.subscribe, autosave.get);
  return {
    value: text ?? saved,
    state,
    error,
    change: (next: string) => autosave.change(next),
    flush: () => void autosave.flush(),
  };
}
