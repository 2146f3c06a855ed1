import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import type { Role } from "@/api/people-types";
import { fakeApi, renderAsking } from "@/testing/fake-api";
import { at } from "@/testing/fake-router";
import { lookAs, offered } from "@/testing/offered";

import { JobPage } from "./JobPage";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

// prettier-ignore
const JOB = {
  id: "job_1", kind: "dataset_import", title: "Taking pictures in", state: "failed", priority: 0, spec: {}, attempts: 1,
  progress: { stages: [] }, results: {}, created_at: "2026-11-01T00:00:00Z", failure: { code: "x", message: "No." },
};

async function shown(role: Role): Promise<string[]> {
  cleanup();
  lookAs(role);
  at.params = { jobId: "job_1" };
  fakeApi({ "GET /jobs/job_1": JOB });
  renderAsking(<JobPage />);
  await screen.findByText("job_1");
  return offered();
}

afterEach(() => useLogin.setState({ me: null }));

it("offers to try a job again to those who draw", async () => {
  expect(await shown("viewer")).toEqual([]);
  expect(await shown("member")).toEqual(["Try again"]);
});
