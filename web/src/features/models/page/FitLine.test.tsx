import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Problem } from "@/api/problem";

import type { Fit } from "../queries";
import { FitLine } from "./FitLine";

const GB = 1024 ** 3;

const fit = (more: Partial<Fit> = {}): Fit => ({
  model: "painter",
  options: {},
  weights_bytes: 6 * GB,
  needed_bytes: 9 * GB,
  parts: [],
  workers: [
    {
      worker: "attic",
      device: "cuda:0",
      available_bytes: 8 * GB,
      needed_bytes: 9 * GB,
      fits: false,
      confidence: "estimated",
    },
  ],
  fits: false,
  remedies: [
    {
      options: { quantization: "int8" },
      changed: ["quantization=int8"],
      needed_bytes: 5 * GB,
      cost: "faint differences",
    },
  ],
  ...more,
});

test("says by how much it does not fit, and each remedy with its price is one press away", async () => {
  const apply = vi.fn();
  render(<FitLine fit={fit()} error={null} stale={false} onApply={apply} />);
  expect(screen.getByRole("status").textContent).toContain("1 GB too much for attic");
  expect(screen.getByText("Needs 5 GB; faint differences")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Use this" }));
  expect(apply).toHaveBeenCalledWith({ quantization: "int8" });
});

test("of several workers the roomiest that it fits on is named, and whether that was measured", () => {
  const roomy = { worker: "lab", device: "cuda", available_bytes: 24 * GB, needed_bytes: 9 * GB, fits: true };
  const workers = [...fit().workers, { ...roomy, confidence: "measured" as const }];
  render(<FitLine fit={fit({ workers, fits: true, remedies: [] })} error={null} stale={false} />);
  expect(screen.getByRole("status").textContent).toBe(
    "Fits on lab: needs 9 GB of 24 GB (measured on this device)",
  );
});

test("without a worker it says what it needs, and a refusal says why", () => {
  const { rerender } = render(<FitLine fit={fit({ workers: [] })} error={null} stale={false} />);
  expect(screen.getByRole("status").textContent).toContain("No worker is here");
  const clash = { status: 400, code: "options_clash", title: "", detail: "They clash.", hint: "Use one." };
  rerender(<FitLine fit={undefined} error={new Problem(clash)} stale={false} />);
  expect(screen.getByRole("status").textContent).toBe("They clash. Use one.");
});
