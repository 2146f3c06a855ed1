import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { fakeApi, renderAsking } from "@/testing/fake-api";

import { Pods } from "./Pods";
import type { Pod } from "./queries";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: string }) => <a href="/">{children}</a>,
}));

function pod(change: Partial<Pod>): Pod {
  return {
    id: "pod_1",
    name: "safelight-a-1",
    provider: "runpod",
    provider_id: "p1",
    rule_id: null,
    rule_name: null,
    state: "running",
    wanted: "running",
    gpu: "RTX 4090",
    gpus: ["RTX 4090"],
    gpu_count: 1,
    cloud: "secure",
    image: "worker",
    labels: {},
    dollars_per_hour: 0.69,
    ceiling: 1,
    cost: 1.234,
    budget: 20,
    idle_minutes: 15,
    message: "",
    failure: null,
    workers: [{ id: "wrk_1", name: "pod-gpu", state: "ready", jobs: 1 }],
    created_by: "ada",
    created_at: "2026-11-22T10:00:00Z",
    started_at: "2026-11-22T10:00:00Z",
    joined_at: null,
    idle_since: null,
    seen_at: null,
    ends_at: null,
    ended_at: null,
    ...change,
  };
}

const SPENDING = {
  dollars_per_hour: 1.38,
  today: 4.1,
  this_month: 31,
  in_all: 31,
  pods: 2,
  orphans: 1,
  days: [],
};

function setUp(pods: readonly Pod[], hasKey = true) {
  const sent = fakeApi({
    "GET /pods": { items: pods, next: null },
    "GET /pods/spending": SPENDING,
    "GET /pods/rules": { items: [], next: null },
    "GET /pods/providers/runpod": { provider: "runpod", has_key: hasKey, by: null, problem: null },
    "DELETE /pods/pod_1": pod({ state: "stopping" }),
    "POST /pods/pod_2/adopt": pod({ id: "pod_2" }),
  });
  renderAsking(<Pods />);
  return { sent, user: userEvent.setup({ delay: null }) };
}

it("shows what each pod has cost, and ends one only when it was said twice", async () => {
  const { sent, user } = setUp([pod({})]);
  const row = (await screen.findByText("safelight-a-1")).closest("li")!;
  expect(row).toHaveTextContent("$1.23");
  expect(row).toHaveTextContent("$0.690 an hour");
  expect(row).toHaveTextContent("1 worker, 1 at work");
  await user.click(within(row).getByRole("button", { name: "What to do with safelight-a-1" }));
  await user.click(await screen.findByRole("menuitem", { name: "End it" }));
  const dialog = await screen.findByRole("dialog", { name: "End safelight-a-1?" });
  expect(sent).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "End it" }));
  await waitFor(() => expect(sent).toEqual([{ call: "DELETE /pods/pod_1", body: undefined }]));
});

it("warns of a pod that nobody asked for before all else, and takes it over", async () => {
  const { sent, user } = setUp([pod({}), pod({ id: "pod_2", name: "safelight-a-lost", state: "orphan" })]);
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "1 pod that nobody here asked for: $0.690 an hour",
  );
  await user.click(screen.getByRole("button", { name: "What to do with safelight-a-lost" }));
  await user.click(await screen.findByRole("menuitem", { name: "Take it over" }));
  await waitFor(() => expect(sent.map(({ call }) => call)).toEqual(["POST /pods/pod_2/adopt"]));
});

it("leads to the key where there is none, and rents nothing", async () => {
  setUp([], false);
  expect(await screen.findByText("Set the key")).toBeVisible();
  expect(screen.getByRole("button", { name: "Rent a pod" })).toBeDisabled();
});
