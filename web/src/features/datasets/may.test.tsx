import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import type { Role } from "@/api/people-types";
import { keys } from "@/keys/registry";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { at, navigate } from "@/testing/fake-router";
import { lookAs, offered } from "@/testing/offered";

import { DatasetPage } from "./DatasetPage";
import { DatasetsPage } from "./DatasetsPage";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

// prettier-ignore
const DATASET = {
  id: "ds_1", name: "Tools", description: "", project_id: "proj_1", source: "pictures", path: null, pictures: 4,
  excluded: 0, bytes: 100, classes: 1, labels: [{ label: "saw", train: 4 }], parts: { train: 4 }, runs: 0, findings: 1,
  version: 1, changed: true, job: null, thumbnails: [],
};
const PICTURE = { id: "pic_1", filename: "a.png", split: "train", label: "saw", thumbnail_url: "/a.png" };
const OFFER = { label: "Leave it out", change: { ids: ["pic_1"] } };
const FINDING = { id: "f1", picture: PICTURE, other: null, message: "It is dark.", answers: [OFFER] };
const GROUP = {
  kind: "dark",
  severity: "warning",
  title: "Dark",
  count: 1,
  findings: [FINDING],
  answers: [],
};
const DOCTOR = { groups: [GROUP], kept: [], unreadable: 0, pending: false, not_looked_for: [], pictures: 4 };
// prettier-ignore
const VERSION = {
  number: 1, note: "", pictures: 3, parts: { train: 3 }, runs: 0, is_current: false, fingerprint: "ab",
  created_at: "2026-11-01T00:00:00Z",
};

function studio(role: "owner" | "viewer" = "owner") {
  const project = { id: "proj_1", name: "Robots", role, owner: { id: "acc_ada", name: "ada" } };
  return fakeApi({
    "GET /projects": { items: [project], next: null },
    "GET /jobs": { items: [], next: null },
    "GET /datasets": { items: [DATASET], next: null },
    "GET /datasets/ds_1": DATASET,
    "GET /datasets/ds_1/pictures": { items: [], next: null },
    "GET /datasets/ds_1/imports": [],
    "GET /datasets/ds_1/doctor": DOCTOR,
    "GET /datasets/ds_1/versions": [VERSION],
  });
}

async function page(tab: string | undefined, word: string, role: Role, sharing?: "owner" | "viewer") {
  cleanup();
  at.params = { datasetId: "ds_1" };
  at.search = { tab };
  lookAs(role);
  const sent = studio(sharing);
  renderAsking(<DatasetPage />);
  await screen.findByText(word);
  return { sent, names: offered() };
}

const TABS = [
  { tab: undefined, word: "Add pictures", changes: ["Add pictures"] },
  { tab: "doctor", word: "Dark", changes: ["Examine again", "Leave it out: a.png"] },
  { tab: "versions", word: "Version 1", changes: ["Keep it as it is now", "Restore version 1"] },
];

describe("a dataset", () => {
  let stop: () => void;
  beforeEach(() => (stop = keys.start()));
  afterEach(() => {
    stop();
    useLogin.setState({ me: null });
  });

  it.each(TABS)("is changed by members alone: $changes", async ({ tab, word, changes }) => {
    const looked = await page(tab, word, "viewer");
    expect(looked.names.filter((name) => changes.includes(name))).toEqual([]);
    const { names } = await page(tab, word, "member");
    expect(names).toEqual(expect.arrayContaining(changes));
  });

  it("that is shared to look at is not changed either", async () => {
    await page(undefined, "Add pictures", "member", "viewer");
    const button = screen.getByText("Add pictures").closest("button")!;
    await waitFor(() => expect(button).toBeDisabled());
    expect(button).toHaveAccessibleDescription("ada shares it to look at");
  });

  it("is made by a member, by button or key", async () => {
    at.search = {};
    const list = async (role: Role) => {
      cleanup();
      navigate.mockReset();
      lookAs(role);
      studio();
      renderAsking(<DatasetsPage />);
      await screen.findByText("New dataset");
      fireEvent.keyDown(window, { key: "n" });
      return { names: offered(), asked: navigate.mock.calls.length };
    };
    const looked = await list("viewer");
    expect(looked.names).not.toContain("New dataset");
    expect(looked.asked).toBe(0);
    const made = await list("member");
    expect(made.names).toContain("New dataset");
    expect(made.asked).toBe(1);
  });
});
