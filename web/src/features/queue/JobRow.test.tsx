import { render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { Job } from "@/api/jobs";
import { useLogin } from "@/api/login";
import { TooltipProvider } from "@/components/ui/tooltip";

import { Actions } from "./JobRow";

type Me = ReturnType<typeof useLogin.getState>["me"];

const JOBS = (["queued", "running", "failed"] as const).map(
  (state, at) =>
    ({ id: `job_${at}`, kind: "generation", state, priority: 0, position: 2, spec: {} }) as unknown as Job,
);

function buttons(me: Me) {
  useLogin.setState({ me });
  const { unmount } = render(
    <TooltipProvider>
      {JOBS.map((job) => (
        <Actions key={job.id} job={job} actions={{ run: vi.fn(), busy: false }} />
      ))}
    </TooltipProvider>,
  );
  const found = screen.queryAllByRole("button").length;
  unmount();
  return found;
}

const person = (scopes: string[]) => ({ name: "vi", role: "viewer", scopes }) as unknown as Me;

describe("what can be done with a job", () => {
  afterEach(() => useLogin.setState({ me: null }));

  it("is nothing for those who only look", () => {
    expect(buttons(person(["read"]))).toBe(0);
  });

  it("is there for those who draw, and where nobody says who they are", () => {
    expect(buttons(person(["read", "generate"]))).toBeGreaterThan(3);
    expect(buttons(null)).toBeGreaterThan(3);
  });
});
