import { isSingleKey, parseKeys, strokeOf } from "./strokes";

/** From the innermost to the outermost; only the innermost match runs. */
export const SCOPES = ["dialog", "component", "page", "global"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Shortcut {
  /** Stable name, by which a person remaps it. */
  id: string;
  /** "Mod+K", "?", or a sequence: "G C" */
  keys: string;
  /** What it does, as the help sheet prints it. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** For keys that are held: called when the key is let go, or the window loses it. */
  release?: () => void;
  /** Works while typing in a field; only sensible with Mod, or for Escape. */
  inFields?: boolean;
  enabled?: boolean;
  /** Why it cannot be done now; the key says so, and does nothing else. */
  unless?: string | undefined;
}

interface Layer {
  scope: Scope;
  shortcuts: () => readonly Shortcut[];
  /** For components: the element that must contain the focus. */
  element?: () => Element | null;
}

const SEQUENCE_WAIT = 1200;
const FIELDS =
  "input:not([type=checkbox],[type=radio],[type=range],[type=button],[type=submit]), textarea, select";

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches(FIELDS) || target.isContentEditable);
}

export class KeyRegistry {
  private readonly layers: Layer[] = [];
  private readonly listeners = new Set<() => void>();
  private pending: string[] = [];
  private pendingSince = 0;
  private held: { key: string; release: () => void } | undefined;
  private dialogs = 0;
  singleKeys = true;
  /** How a key of what cannot be done says why; the app has the words shown. */
  says: (why: string) => void = () => undefined;
  overrides: Readonly<Record<string, string>> = {};

  add(layer: Layer): () => void {
    this.layers.push(layer);
    this.tell();
    return () => {
      this.layers.splice(this.layers.indexOf(layer), 1);
      this.tell();
    };
  }

  /** While a dialog is open, the page and what is global stay silent. */
  openDialog(): () => void {
    this.dialogs += 1;
    this.reset();
    return () => void (this.dialogs -= 1);
  }

  /** All that works now, innermost first, for the help sheet. */
  list(): { scope: Scope; shortcuts: Shortcut[] }[] {
    return SCOPES.map((scope) => ({
      scope,
      shortcuts: this.layers
        .filter((layer) => layer.scope === scope)
        .flatMap((layer) => [...layer.shortcuts()]),
    })).filter(({ shortcuts }) => shortcuts.length > 0);
  }

  keysOf(shortcut: Pick<Shortcut, "id" | "keys">): string {
    return this.overrides[shortcut.id] ?? shortcut.keys;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Listens to the window; returns what stops it. */
  start(target: Window = window): () => void {
    target.addEventListener("keydown", this.down);
    target.addEventListener("keyup", this.up);
    target.addEventListener("blur", this.reset);
    document.addEventListener("visibilitychange", this.reset);
    return () => {
      target.removeEventListener("keydown", this.down);
      target.removeEventListener("keyup", this.up);
      target.removeEventListener("blur", this.reset);
      document.removeEventListener("visibilitychange", this.reset);
      this.reset();
    };
  }

  private readonly reset = (): void => {
    this.pending = [];
    this.held?.release();
    this.held = undefined;
  };

  private readonly up = (event: KeyboardEvent): void => {
    if (this.held?.key.toLowerCase() === event.key.toLowerCase()) this.reset();
  };

  private readonly down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const stroke = strokeOf(event);
    if (stroke === undefined) return;
    if (Date.now() - this.pendingSince > SEQUENCE_WAIT) this.pending = [];
    const typed = [...this.pending, stroke];
    const found = this.find(typed, event) ?? this.find([stroke], event);
    this.pending = found === "begun" ? typed : [];
    this.pendingSince = Date.now();
    if (found === undefined || found === "begun") return;
    event.preventDefault();
    if (found.unless !== undefined) {
      this.says(found.unless);
      return;
    }
    if (event.repeat && found.release) return; // it is being held
    if (found.release) this.held = { key: event.key, release: found.release };
    found.run(event);
  };

  /** The innermost shortcut of these strokes, or that some sequence begins with them. */
  private find(strokes: string[], event: KeyboardEvent): Shortcut | "begun" | undefined {
    const typing = isField(event.target);
    let begun = false;
    for (const scope of this.dialogs > 0 ? (["dialog"] as const) : SCOPES) {
      const heard = this.layers.filter(
        ({ scope: of, element }) => of === scope && (!element || element()?.contains(document.activeElement)),
      );
      for (const layer of heard.reverse().sort(innerFirst)) {
        for (const shortcut of layer.shortcuts()) {
          if (shortcut.enabled === false || (typing && !shortcut.inFields)) continue;
          const keys = parseKeys(this.keysOf(shortcut));
          if (!this.singleKeys && keys.some(isSingleKey)) continue;
          if (!strokes.every((stroke, i) => stroke === keys[i])) continue;
          if (keys.length === strokes.length) return shortcut;
          begun = true;
        }
      }
    }
    return begun ? "begun" : undefined;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Of two that hold the focus, the one within the other. */
function innerFirst(a: Layer, b: Layer): number {
  const [one, other] = [a.element?.(), b.element?.()];
  if (!one || !other || one === other) return 0;
  return one.contains(other) ? 1 : -1;
}

export const keys = new KeyRegistry();
