import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { lookAs, offered } from "@/testing/offered";

import { PictureRow } from "./PictureRow";
import type { Generation, MadePicture } from "./queries";
import StylesSheet from "./styles/StylesSheet";
import type { PictureActs } from "./use-picture-acts";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

const acts = new Proxy({}, { get: () => vi.fn() }) as PictureActs;

async function row(role: "viewer" | "member"): Promise<string[]> {
  lookAs(role);
  fakeApi({ "GET /gallery/pic_1": { favourite: false } });
  renderAsking(
    <PictureRow
      picture={{ id: "pic_1" } as MadePicture}
      generation={{ id: "gen_1" } as Generation}
      acts={acts}
      few={false}
      onHold={vi.fn()}
    />,
  );
  await screen.findByRole("button", { name: "More" });
  return offered();
}

async function styles(role: "viewer" | "member"): Promise<string[]> {
  lookAs(role);
  fakeApi({ "GET /styles": { items: [], groups: [] } });
  renderAsking(<StylesSheet onClose={vi.fn()} />);
  await screen.findByRole("button", { name: "More with styles" });
  return offered();
}

describe("in Create", () => {
  afterEach(() => useLogin.setState({ me: null }));

  it("a viewer keeps a picture, and makes nothing of it", async () => {
    expect(await row("viewer")).toEqual(["Download", "More"]);
  });

  it("a member draws from it, stars it and throws it away", async () => {
    const found = await row("member");
    expect(found).toEqual(
      expect.arrayContaining(["Vary", "Reuse recipe", "Favourite", "Same again", "Move to the bin"]),
    );
  });

  it("styles are made by members", async () => {
    expect(await styles("viewer")).not.toContain("New");
    cleanup();
    expect(await styles("member")).toContain("New");
  });
});
