import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import type { Role } from "@/api/people-types";
import { keys } from "@/keys/registry";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { at, navigate } from "@/testing/fake-router";
import { lookAs, offered } from "@/testing/offered";

import { CharacterPage } from "./CharacterPage";
import { CharactersPage } from "./CharactersPage";
import { DraftPage } from "./draft/DraftPage";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

const WHEN = "2026-11-01T00:00:00Z";
// prettier-ignore
const VERSIONS = [2, 1].map((number) => ({
  number, in_use: number === 2, samples: [], job_id: null, created_at: WHEN, model: null, steps: 40, final_loss: 0.1,
  size: 100, base_model: "starter", training: null,
}));
// prettier-ignore
const ADA = {
  id: "char_1", name: "Ada", trigger: "ada", class_word: "woman", cover: null, base_model: "starter", pictures_made: 0,
  versions: VERSIONS, version: 2, project: { id: "proj_1", name: "Robots" }, source: "trained", status: "ready",
  job_id: null, job_state: null, references: [], samples: [], reference_count: 0, consent: null, created_at: WHEN,
  preset: "good", overrides: {}, training: null, owner: null,
};
// prettier-ignore
const REFERENCE = {
  id: "ref_1", filename: "a.png", caption: "a photo", excluded: false, repeats: 1, width: 8, height: 8, url: "/a.png",
  thumbnail_url: "/a.png", thumbhash: null,
};
const DRAFT = {
  ...ADA,
  status: "draft",
  versions: [],
  version: 0,
  references: [REFERENCE],
  reference_count: 1,
};

function studio(character: object, role: "owner" | "viewer" = "owner") {
  const project = { id: "proj_1", name: "Robots", role, owner: { id: "acc_ada", name: "ada" } };
  return fakeApi({
    "GET /projects": { items: [project], next: null },
    "GET /jobs": { items: [], next: null },
    "GET /models": { items: [], next: null },
    "GET /characters": { items: [character], next: null },
    "GET /characters/char_1": character,
    "GET /characters/char_1/doctor": { findings: [], bulk: [], kept: [], not_looked_for: [] },
  });
}

async function shown(role: Role, tab: string, word: string, sharing?: "owner" | "viewer"): Promise<string[]> {
  cleanup();
  at.params = { characterId: "char_1" };
  at.search = { tab };
  lookAs(role);
  studio(ADA, sharing);
  renderAsking(<CharacterPage />);
  await screen.findByText(word);
  return offered();
}

describe("a character", () => {
  let stop: () => void;
  beforeEach(() => (stop = keys.start()));
  afterEach(() => {
    stop();
    useLogin.setState({ me: null });
  });

  it.each([
    { tab: "versions", word: "Version 1", changes: ["Use", "Delete version 1"] },
    { tab: "try", word: "Make a picture", changes: ["Make a picture"] },
  ])("is changed and drawn by members alone: $changes", async ({ tab, word, changes }) => {
    const looked = await shown("viewer", tab, word);
    expect(looked.filter((name) => [...changes, "Train again", "Rename"].includes(name))).toEqual([]);
    fireEvent.keyDown(window, { key: "F2" });
    expect(screen.queryByRole("textbox", { name: /name/i })).toBeNull();
    const names = await shown("member", tab, word);
    expect(names).toEqual(expect.arrayContaining([...changes, "Train again", "Rename"]));
  });

  it("that is shared to look at keeps its versions", async () => {
    await shown("member", "versions", "Version 1", "viewer");
    const button = screen.getByRole("button", { name: "Delete version 1" });
    await waitFor(() => expect(button).toBeDisabled());
    expect(button).toHaveAccessibleDescription("ada shares it to look at");
  });

  it("is begun by members, by button or key", async () => {
    const list = async (role: Role) => {
      cleanup();
      navigate.mockReset();
      at.search = {};
      lookAs(role);
      studio(ADA);
      renderAsking(<CharactersPage />);
      await screen.findByText("Ada");
      fireEvent.keyDown(window, { key: "n" });
      return { names: offered(), asked: navigate.mock.calls.length };
    };
    const ways = ["New character", "Import a LoRA file"];
    const looked = await list("viewer");
    expect(looked.names.filter((name) => ways.includes(name))).toEqual([]);
    expect(looked.asked).toBe(0);
    const made = await list("member");
    expect(made.names).toEqual(expect.arrayContaining(ways));
    expect(made.asked).toBe(1);
  });
});

describe("a draft", () => {
  afterEach(() => useLogin.setState({ me: null }));

  async function draft(role: Role) {
    cleanup();
    lookAs(role);
    const sent = studio(DRAFT);
    renderAsking(<DraftPage id="char_1" />);
    await screen.findByLabelText("Caption of a.png");
    return sent;
  }

  it("is read by a viewer: every field is still, and the page says why", async () => {
    const sent = await draft("viewer");
    expect(screen.getByLabelText("Name")).toBeDisabled();
    expect(screen.getByLabelText("Caption of a.png")).toBeDisabled();
    expect(screen.getAllByText("Viewers look, and change nothing")[0]).toBeVisible();
    expect(offered()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("is written by a member", async () => {
    await draft("member");
    expect(screen.getByLabelText("Name")).toBeEnabled();
    expect(screen.getByLabelText("Caption of a.png")).toBeEnabled();
    expect(offered()).toEqual(expect.arrayContaining(["Add pictures", "One by one", "Delete this draft"]));
  });
});
