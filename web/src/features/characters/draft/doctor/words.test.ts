import { describe, expect, it } from "vitest";

import type { Reference } from "../../queries";
import type { DoctorFinding } from "./queries";
import { byKind, forAll, kindTitle, verdict, worstOf } from "./words";

function finding(
  kind: DoctorFinding["kind"],
  id: string | null,
  severity: DoctorFinding["severity"] = "warning",
): DoctorFinding {
  return { id: `${id}:${kind}`, kind, severity, picture: id === null ? null : { id } } as DoctorFinding;
}

describe("the doctor", () => {
  it("gathers what it found by kind, in the order of the server", () => {
    const found = [finding("unreadable", "a", "problem"), finding("blurred", "b"), finding("blurred", "c")];
    expect(byKind(found).map(({ kind, findings }) => [kind, findings.length])).toEqual([
      ["unreadable", 1],
      ["blurred", 2],
    ]);
    expect(kindTitle("near_duplicate")).toBe("Nearly the same");
  });

  it("marks a picture with the gravest that was found of it, and with no note", () => {
    const found = [
      finding("blurred", "a"),
      finding("odd_aspect", "a"),
      finding("caption_empty", "b", "note"),
      finding("too_few", null),
    ];
    const worst = worstOf(found);
    expect(worst.get("a")?.kind).toBe("blurred");
    expect([...worst.keys()]).toEqual(["a"]);
  });

  it("answers all of a kind at once, where each can be answered so", () => {
    const offered = (id: string, caption: string) => ({
      ...finding("caption_empty", id),
      answers: [{ label: caption, answer: { action: "set_caption" as const, references: [id], caption } }],
    });
    const [group] = byKind([offered("a", "one"), offered("b", "two")]);
    const [captions, keep] = forAll(group!);
    expect(captions?.answers.map((each) => each.caption)).toEqual(["one", "two"]);
    expect(keep?.answers).toEqual([{ action: "keep", references: ["a", "b"], kind: "caption_empty" }]);
    expect(forAll(byKind([offered("a", "one")])[0]!)).toEqual([]);
    const uneven = byKind([offered("a", "one"), { ...finding("caption_empty", "b"), answers: [] }]);
    expect(forAll(uneven[0]!).map(({ label }) => label)).toEqual(["Keep all 2 as they are"]);
  });

  it("says how good the start is", () => {
    const many = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ id: String(i), excluded: false }) as Reference);
    expect(verdict([], 0)).toBe("No picture yet");
    expect(verdict(many(3), 0)).toBe("3 pictures so far");
    expect(verdict(many(8), 0)).toMatch(/^A start, 8 usable/);
    expect(verdict(many(19), 0)).toBe("Good start, 19 usable");
    expect(verdict(many(19), 1)).toBe("Good start, 19 usable. 1 thing to look at");
  });
});
