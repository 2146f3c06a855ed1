import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { fakeApi, refusal, renderAsking } from "@/testing/fake-api";

import type { Workflow } from "../queries";
import { RunForm } from "./RunForm";

const WORKFLOW = {
  name: "mine",
  title: "Mine",
  inputs: [
    { name: "prompt", kind: "prompt", node: "6", input: "text", required: true },
    { name: "steps", kind: "int", node: "3", input: "steps", default: 20, min: 1, max: 50 },
    { name: "model", kind: "model", node: "4", input: "ckpt_name" },
  ],
} as unknown as Workflow;

function setUp(run: unknown, worker: string | null = "comfy") {
  const sent = fakeApi({
    "GET /workflows/servers": {
      items: [{ address: "http://c:8188", worker, up: true, checkpoints: ["sdxl"] }],
    },
    "POST /workflows/mine/run": run,
  });
  const started = vi.fn();
  renderAsking(<RunForm workflow={WORKFLOW} onStarted={started} />);
  return { sent, started };
}

it("is made of the template's inputs, and runs once what is needed is there", async () => {
  const { sent, started } = setUp({ job_id: "job_1", generation_id: "gen_1" });
  const run = screen.getByText("Run").closest("button")!;
  expect(await screen.findByText("Prompt: this is needed.")).toBeVisible();
  expect(run).toBeDisabled();
  fireEvent.change(screen.getByLabelText("Prompt"), { target: { value: "a fox" } });
  fireEvent.click(run);
  await waitFor(() => expect(started).toHaveBeenCalledWith("job_1"));
  expect(sent[0]?.body).toEqual({ values: { prompt: "a fox", steps: 20 }, n: 1 });
});

it("says at the field what the studio refuses", async () => {
  setUp(
    refusal(422, "A value cannot be used.", {
      errors: [{ field: "values.steps", message: "A multiple of 4." }],
    }),
  );
  fireEvent.change(screen.getByLabelText("Prompt"), { target: { value: "a fox" } });
  const run = screen.getByText("Run").closest("button")!;
  await waitFor(() => expect(run).toBeEnabled());
  fireEvent.click(run);
  expect(await screen.findByLabelText("Steps")).toHaveAccessibleDescription("A multiple of 4.");
});

it("does not run where no server has a worker", async () => {
  setUp({}, null);
  expect(await screen.findByText("No ComfyUI server has a worker.")).toBeVisible();
});
