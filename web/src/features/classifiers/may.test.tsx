import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import type { Role } from "@/api/people-types";
import { keys } from "@/keys/registry";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { at, navigate } from "@/testing/fake-router";
import { lookAs, offered } from "@/testing/offered";

import { RunHead } from "./run/RunHead";
import type { Run } from "./runs/queries";
import { RunsTab } from "./runs/RunsTab";
import type { SettingField, Setup } from "./setups/queries";
import { SetupForm } from "./setups/SetupForm";
import { SetupsTab } from "./setups/SetupsTab";
import { TryTab } from "./try/TryTab";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

// prettier-ignore
const RUN = {
  id: "run_1", number: 1, name: "first", state: "cancelled", model_flavour: "tiny", monitor_metric: "accuracy", tags: [],
  project: { id: "proj_1", name: "Tools" }, dataset: { id: "ds_1", name: "Tools" }, dataset_version: 1, epochs: 3,
  epoch_results: [], stopping: false, results: {}, test: null, val: null, seconds: null, created_at: "2026-11-01T00:00:00Z",
} as unknown as Run;
const SETUP = {
  id: "cfg_1",
  name: "small",
  changed: {},
  dataset: { id: "ds_1", name: "Tools" },
  project: { id: "proj_1", name: "Tools" },
  run_count: 0,
} as unknown as Setup;
const FIELDS = [
  { name: "epochs", group: "main", type: "integer", default: 3, description: "How often", choices: [] },
] as unknown as SettingField[];

/** A studio in which a project is one's own, or shared by Ada to look at. */
function studio(role: "owner" | "viewer") {
  const project = { id: "proj_1", name: "Tools", role, owner: { id: "acc_ada", name: "ada" } };
  return fakeApi({
    "GET /projects": { items: [project], next: null },
    "GET /jobs": { items: [], next: null },
    "GET /classifiers/runs": { items: [RUN], next: null },
    "GET /classifiers/configs": { items: [SETUP], next: null },
    "GET /models": { items: [], next: null },
    "POST /classifiers/configs/validate": { valid: true, problems: [], warnings: [] },
  });
}

const form = (
  <SetupForm
    project="proj_1"
    setup={SETUP}
    fields={FIELDS}
    models={[]}
    datasets={[{ id: "ds_1", name: "Tools", pictures: 9 }] as never}
    dataset="ds_1"
  />
);

describe("of classifiers", () => {
  let stop: () => void;
  beforeEach(() => {
    stop = keys.start();
    at.params = { project: "proj_1" };
    at.search = {};
    navigate.mockReset();
  });
  afterEach(() => {
    stop();
    useLogin.setState({ me: null });
  });

  async function runs(role: Role, sharing: "owner" | "viewer" = "owner") {
    cleanup();
    lookAs(role);
    studio(sharing);
    renderAsking(<RunsTab />);
    await screen.findByText("first");
    return offered();
  }

  it("runs are begun by members, and not by a key of a viewer either", async () => {
    expect(await runs("viewer")).not.toContain("New run");
    fireEvent.keyDown(window, { key: "n" });
    expect(navigate).not.toHaveBeenCalled();
    expect(await runs("member")).toContain("New run");
    fireEvent.keyDown(window, { key: "n" });
    expect(navigate).toHaveBeenCalledOnce();
  });

  it("runs of a project that is shared to look at are not begun there", async () => {
    await runs("member", "viewer");
    const button = screen.getByText("New run").closest("button")!;
    await waitFor(() => expect(button).toBeDisabled());
    expect(button).toHaveAccessibleDescription("ada shares it to look at");
  });

  it("a run goes on by the hand of a member", () => {
    const names = (role: Role) => {
      cleanup();
      lookAs(role);
      studio("owner");
      renderAsking(<RunHead run={RUN} job={undefined} project="proj_1" workers={1} />);
      return offered();
    };
    expect(names("viewer")).toEqual([]);
    expect(names("member")).toEqual(["TensorBoard", "Run again", "Go on"]);
  });

  it("setups are made by members", async () => {
    const names = async (role: Role) => {
      cleanup();
      lookAs(role);
      studio("owner");
      renderAsking(<SetupsTab />);
      await screen.findByText("small");
      return offered();
    };
    const made = ["New setup", "From a JSON file"];
    expect((await names("viewer")).filter((name) => made.includes(name))).toEqual([]);
    expect(await names("member")).toEqual(expect.arrayContaining(made));
  });

  it("a setup is read by a viewer: its fields are still, and it is not checked in their name", async () => {
    lookAs("viewer");
    const sent = studio("owner");
    renderAsking(form);
    expect(screen.getByLabelText("Name")).toBeDisabled();
    expect(screen.getByText("Viewers look, and change nothing")).toBeVisible();
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true });
    await Promise.resolve();
    expect(offered()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("a setup is trained by a member", async () => {
    lookAs("member");
    const sent = studio("owner");
    renderAsking(form);
    await waitFor(() => expect(sent.map(({ call }) => call)).toEqual(["POST /classifiers/configs/validate"]));
    expect(screen.getByLabelText("Name")).toBeEnabled();
    expect(offered()).toContain("Train");
  });

  it("pictures are judged for members", async () => {
    at.search = { model: "tiny" };
    const names = async (role: Role) => {
      cleanup();
      lookAs(role);
      studio("owner");
      renderAsking(<TryTab />);
      await screen.findByText("Choose pictures");
      return offered();
    };
    expect(await names("viewer")).not.toContain("Choose pictures");
    expect(screen.getByText("Viewers look, and change nothing")).toBeVisible();
    expect(await names("member")).toContain("Choose pictures");
  });
});
