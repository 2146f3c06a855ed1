import { describe, expect, it } from "vitest";

import type { Finding, Reference } from "../queries";
import { openFindings, verdict } from "./doctor";

function reference(id: string, findings: Finding[] = [], excluded = false): Reference {
  return { id, findings, excluded, filename: `${id}.png` } as Reference;
}
const blurred: Finding = { kind: "blurred", message: "It is blurred.", other_id: null };
const repeats = (other_id: string): Finding => ({ kind: "duplicate", message: "Again.", other_id });

describe("the doctor", () => {
  it("lists what nobody has decided about", () => {
    const all = [reference("a"), reference("b", [blurred, repeats("a")]), reference("c", [blurred], true)];
    expect(openFindings(all, []).map(({ finding }) => finding.kind)).toEqual(["blurred", "duplicate"]);
    expect(openFindings(all, ["b blurred"]).map(({ finding }) => finding.kind)).toEqual(["duplicate"]);
    expect(openFindings(all, [])[1]?.other?.id).toBe("a");
  });

  it("drops a repeat when the other one is gone or left out", () => {
    expect(openFindings([reference("b", [repeats("a")])], [])).toEqual([]);
    expect(openFindings([reference("a", [], true), reference("b", [repeats("a")])], [])).toEqual([]);
  });

  it("says how good the start is", () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => reference(String(i)));
    expect(verdict([], [])).toBe("No picture yet");
    expect(verdict(many(3), [])).toBe("3 pictures so far");
    expect(verdict(many(8), [])).toMatch(/^A start, 8 usable/);
    expect(verdict(many(19), [])).toBe("Good start, 19 usable");
    const all = [reference("x", [blurred]), ...many(18)];
    expect(verdict(all, openFindings(all, []))).toBe("Good start, 19 usable. 1 thing to look at");
  });
});
