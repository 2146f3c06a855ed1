import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Autosave } from "./autosave";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

function typing() {
  const autosave = new Autosave("caption ref_1");
  const answers: { text: string; yes: () => void; no: (error: Error) => void }[] = [];
  autosave.saved = "a cat";
  autosave.save = (text) => new Promise<void>((yes, no) => void answers.push({ text, yes, no }));
  return { autosave, answers };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("Autosave", () => {
  it("saves once, after the hand has rested", async () => {
    const { autosave, answers } = typing();
    autosave.change("a cat s");
    vi.advanceTimersByTime(500);
    autosave.change("a cat sleeps");
    vi.advanceTimersByTime(799);
    expect(answers).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(answers.map(({ text }) => text)).toEqual(["a cat sleeps"]);
    expect(autosave.get().state).toBe("saving");
    answers[0]!.yes();
    await settle();
    expect(autosave.get()).toEqual({ text: null, state: "saved" });
  });

  it("keeps what is typed while an answer is on its way, and saves that as well", async () => {
    const { autosave, answers } = typing();
    autosave.change("one");
    void autosave.flush();
    autosave.change("one two");
    answers[0]!.yes();
    await settle();
    expect(autosave.get()).toEqual({ text: "one two", state: "unsaved" });
    await vi.advanceTimersByTimeAsync(800);
    expect(answers[1]!.text).toBe("one two");
  });

  it("keeps a refused text with the reason", async () => {
    const { autosave, answers } = typing();
    autosave.change("Ada");
    void autosave.flush();
    answers[0]!.no(new Error("taken"));
    await settle();
    expect(autosave.get()).toEqual({ text: "Ada", state: "failed", error: new Error("taken") });
  });

  it("finds what an earlier visit left unsaved", () => {
    typing().autosave.change("half a senten");
    const { autosave, answers } = typing();
    expect(autosave.get()).toEqual({ text: "half a senten", state: "unsaved" });
    void autosave.flush();
    expect(answers[0]!.text).toBe("half a senten");
  });

  it("asks nothing of the server when the text came back to what it was", async () => {
    const { autosave, answers } = typing();
    autosave.change("a cat");
    await autosave.flush();
    expect(answers).toHaveLength(0);
    expect(autosave.get().state).toBe("saved");
  });
});
