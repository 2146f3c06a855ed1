import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import type { Role } from "@/api/people-types";
import { keys } from "@/keys/registry";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { lookAs, offered } from "@/testing/offered";

import type { Model } from "../queries";
import { Defaults } from "./Defaults";
import { InMemory } from "./InMemory";
import { ModelMenu } from "./ModelMenu";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

const MODEL = {
  name: "fox",
  kind: "base",
  managed: true,
  built_in: false,
  settings: { defaults: {} },
  defaults: { steps: 20, guidance_scale: 5, width: 64, height: 64, scheduler: "euler" },
} as unknown as Model;
const HELD = { name: "fox", running: false, size_bytes: 9, idle_seconds: 3, pinned: false, options: {} };

function show(role: Role) {
  cleanup();
  lookAs(role);
  fakeApi({
    "GET /workers": { items: [{ id: "w1", name: "w1", state: "ready", facts: { models: [HELD] } }] },
    "GET /jobs": { items: [], next: null },
  });
  renderAsking(
    <>
      <ModelMenu model={MODEL} />
      <InMemory name="fox" />
      <Defaults model={MODEL} />
    </>,
  );
  return screen.findByRole("button", { name: "Unload from w1" });
}

describe("a model", () => {
  let stop: () => void;
  beforeEach(() => (stop = keys.start()));
  afterEach(() => {
    stop();
    useLogin.setState({ me: null });
  });

  it("stays as it is under the hands of a member, who is told why", async () => {
    const unload = await show("member");
    expect(unload).toHaveAccessibleDescription("Only admins do this");
    expect(offered()).toEqual(["More of fox"]);
    for (const field of screen.getAllByRole("textbox")) expect(field).toBeDisabled();
    fireEvent.keyDown(window, { key: "F2" });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is changed by an admin", async () => {
    await show("admin");
    expect(offered()).toEqual(expect.arrayContaining(["More of fox", "Pin", "Unload from w1"]));
    for (const field of screen.getAllByRole("textbox")) expect(field).toBeEnabled();
    fireEvent.keyDown(window, { key: "F2" });
    expect(screen.getByRole("dialog")).toBeVisible();
  });
});
