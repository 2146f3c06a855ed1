// A stroke is written as it is read: "Mod+K", "Shift+V", "?", "Escape". Mod is Ctrl, or Cmd on a Mac.
// Strokes match event.key, not the physical place, so "[" is "[" on every keyboard.

export const onMac = /Mac|iPhone|iPad/.test(globalThis.navigator.userAgent);

const NAMES: Record<string, string> = { " ": "Space", Esc: "Escape", Del: "Delete" };
const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead"]);

/** The stroke of an event, or undefined for a modifier alone. */
export function strokeOf(event: KeyboardEvent): string | undefined {
  if (MODIFIERS.has(event.key)) return undefined;
  const key = NAMES[event.key] ?? event.key;
  const single = key.length === 1;
  const parts: string[] = [];
  // AltGr types characters on many keyboards, and reports itself as Ctrl and Alt.
  if (!event.getModifierState("AltGraph")) {
    if (onMac ? event.metaKey : event.ctrlKey) parts.push("Mod");
    if (onMac ? event.ctrlKey : event.metaKey) parts.push(onMac ? "Ctrl" : "Meta");
    if (event.altKey) parts.push("Alt");
  }
  // Shift is part of the character in "?", but a modifier of "V" and of "Enter".
  const letter = single && key.toLowerCase() !== key.toUpperCase();
  if (event.shiftKey && (letter || !single)) parts.push("Shift");
  parts.push(single ? key.toUpperCase() : key);
  return parts.join("+");
}

/** "g c" → ["G", "C"]; "mod+k" → ["Mod+K"] */
export function parseKeys(keys: string): string[] {
  return keys
    .trim()
    .split(/\s+/)
    .map((stroke) => stroke.replace(/^[a-z]$|(?<=\+)[a-z]$/, (letter) => letter.toUpperCase()));
}

/** Whether a stroke is one character without Ctrl or Alt, which can be turned off (WCAG 2.1.4). */
export function isSingleKey(stroke: string): boolean {
  return stroke.replace(/^Shift\+/, "").length === 1;
}

const SHOWN: Record<string, string> = {
  Mod: onMac ? "⌘" : "Ctrl",
  Shift: onMac ? "⇧" : "Shift",
  Alt: onMac ? "⌥" : "Alt",
  Enter: "⏎",
  Escape: "Esc",
  Delete: "Del",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** For people: "Mod+K" → ["Ctrl", "K"]. A sequence gives its strokes one after the other. */
export function shownKeys(keys: string): string[] {
  return parseKeys(keys).flatMap((stroke) => stroke.split(/\+(?=.)/).map((part) => SHOWN[part] ?? part));
}
