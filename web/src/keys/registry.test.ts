import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { KeyRegistry, type Scope, type Shortcut } from "./registry";
import { shownKeys } from "./strokes";

let keys: KeyRegistry;
let stop: () => void;
let ran: string[];

beforeEach(() => {
  keys = new KeyRegistry();
  stop = keys.start();
  ran = [];
  document.body.innerHTML = "<input id=field /><div id=part><button>a</button></div>";
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

function add(scope: Scope, shortcuts: Partial<Shortcut>[], element?: Element) {
  const full = shortcuts.map((shortcut) => {
    const id = shortcut.id ?? `${scope} ${shortcut.keys ?? ""}`;
    return { id, label: id, run: () => ran.push(id), keys: "X", ...shortcut };
  });
  return keys.add({ scope, shortcuts: () => full, ...(element && { element: () => element }) });
}

describe("scopes", () => {
  it("runs only the innermost match", () => {
    const part = document.querySelector("#part")!;
    add("global", [{ keys: "X" }]);
    const leave = add("page", [{ keys: "X" }]);
    add("component", [{ keys: "X" }], part);
    press("x");
    part.querySelector("button")!.focus();
    press("x");
    document.body.focus();
    (document.activeElement as HTMLElement).blur();
    leave();
    press("x");
    expect(ran).toEqual(["page X", "component X", "global X"]);
  });

  it("hears a part within a part first, whichever came first", () => {
    const part = document.querySelector("#part")!;
    const inner = part.appendChild(document.createElement("div"));
    inner.innerHTML = "<button>b</button>";
    add("component", [{ keys: "X", id: "inner" }], inner);
    add("component", [{ keys: "X", id: "outer" }], part);
    inner.querySelector("button")!.focus();
    press("x");
    part.querySelector("button")!.focus();
    press("x");
    expect(ran).toEqual(["inner", "outer"]);
  });

  it("lets only the dialog hear while one is open", () => {
    add("global", [{ keys: "X" }]);
    add("page", [{ keys: "Y" }]);
    const close = keys.openDialog();
    add("dialog", [{ keys: "Y" }]);
    press("x");
    press("y");
    close();
    press("x");
    expect(ran).toEqual(["dialog Y", "global X"]);
  });

  it("keeps letters out of text fields, but not what is meant for them", () => {
    const field = document.querySelector("#field")!;
    add("page", [{ keys: "X" }, { keys: "Mod+Enter", inFields: true }]);
    press("x", {}, field);
    press("Enter", { ctrlKey: true }, field);
    expect(ran).toEqual(["page Mod+Enter"]);
  });
});

describe("sequences", () => {
  it("goes by G C, within its time", () => {
    vi.useFakeTimers();
    add("global", [{ keys: "G C" }, { keys: "C" }]);
    press("g");
    press("c");
    press("g");
    vi.advanceTimersByTime(1500);
    press("c");
    expect(ran).toEqual(["global G C", "global C"]);
  });

  it("begins anew when the window is left in the middle", () => {
    add("global", [{ keys: "G C" }]);
    press("g");
    window.dispatchEvent(new Event("blur"));
    press("c");
    expect(ran).toEqual([]);
  });

  it("takes a stroke that does not go on as a first one", () => {
    add("global", [{ keys: "G C" }, { keys: "?" }]);
    press("g");
    press("?", { shiftKey: true });
    expect(ran).toEqual(["global ?"]);
  });
});

describe("strokes", () => {
  it("tells V from Shift V, and leaves the browser's keys alone", () => {
    add("page", [{ keys: "V" }, { keys: "Shift+V" }]);
    press("v");
    press("V", { shiftKey: true });
    expect(press("v", { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(ran).toEqual(["page V", "page Shift+V"]);
  });

  it("calls release when a held key is let go, or the window is left", () => {
    const release = vi.fn();
    add("page", [{ keys: "Z", release }]);
    press("z");
    press("z", { repeat: true });
    expect(ran).toHaveLength(1);
    window.dispatchEvent(new KeyboardEvent("keyup", { key: "z" }));
    expect(release).toHaveBeenCalledOnce();
    press("z");
    window.dispatchEvent(new Event("blur"));
    expect(release).toHaveBeenCalledTimes(2);
  });

  it("can do without single keys, and with other ones", () => {
    add("page", [
      { id: "star", keys: "S" },
      { id: "palette", keys: "Mod+K" },
    ]);
    keys.singleKeys = false;
    press("s");
    press("k", { ctrlKey: true });
    keys.singleKeys = true;
    keys.overrides = { star: "*" };
    press("s");
    press("*", { shiftKey: true });
    expect(ran).toEqual(["palette", "star"]);
  });

  it("prints keys as people read them", () => {
    expect(shownKeys("Mod+Shift+k")).toEqual(["Ctrl", "Shift", "K"]);
    expect(shownKeys("G C")).toEqual(["G", "C"]);
    expect(shownKeys("Mod++")).toEqual(["Ctrl", "+"]);
  });
});
