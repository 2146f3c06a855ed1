import { describe, expect, it } from "vitest";

import type { Doctor, Finding, Findings } from "../queries";
import { toReview, verdict } from "./words";

const finding = (id: string, picture: string | null, answers = 1) =>
  ({
    id,
    picture: picture === null ? null : { id: picture },
    answers: Array.from({ length: answers }, () => ({})),
  }) as Finding;
const group = (severity: Findings["severity"], count: number, findings: Finding[] = []) =>
  ({ kind: "blurred", severity, count, findings }) as unknown as Findings;
const report = (more: Partial<Doctor>) => ({ pictures: 820, groups: [], pending: false, ...more }) as Doctor;

describe("what the doctor says at first", () => {
  it("counts by how grave it is, and what is not shown as well", () => {
    const groups = [group("problem", 1), group("warning", 40), group("warning", 2)];
    expect(verdict(report({ groups }))).toBe("820 pictures: 1 problem, 42 warnings.");
  });

  it("praises only what was looked at", () => {
    expect(verdict(report({ pictures: 0 }))).toBe("There are no pictures to look at yet.");
    expect(verdict(report({ pictures: 1, pending: true }))).toBe(
      "1 picture: nothing stands out. More are being examined.",
    );
  });
});

it("reviews each picture once, and only what can be answered", () => {
  const groups = [
    group("problem", 2, [finding("leak a", "a"), finding("of the set", null)]),
    group("warning", 3, [finding("blurred a", "a"), finding("blurred b", "b"), finding("c", "c", 0)]),
  ];
  expect(toReview(groups).map(({ id }) => id)).toEqual(["leak a", "blurred b"]);
});
