import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { Problem } from "@/api/problem";
import { TooltipProvider } from "@/components/ui/tooltip";

import { UploadRows } from "./UploadRows";
import type { PictureUpload } from "./uploads";

const problem = (code: string, detail: string) =>
  new Problem({ status: 422, code, title: "", detail, hint: "Copy it again." });

function upload(id: string, change: Partial<PictureUpload>): PictureUpload {
  return { id, file: new File(["0123456789"], `${id}.png`), state: "waiting", sent: 0, ...change };
}

function show(uploads: PictureUpload[]) {
  const acts = { onRemove: vi.fn(), onRetry: vi.fn() };
  render(
    <TooltipProvider>
      <UploadRows uploads={uploads} {...acts} />
    </TooltipProvider>,
  );
  return acts;
}

it("shows what is on its way, and the whole of it", () => {
  show([
    upload("a", { state: "done", sent: 10 }),
    upload("b", { state: "sending", sent: 5 }),
    upload("c", {}),
  ]);
  expect(screen.getByRole("status")).toHaveTextContent("Uploading 2 of 3 · 15 B of 30 B");
  expect(screen.getByRole("progressbar", { name: "b.png" })).toHaveAttribute("aria-valuenow", "50");
  expect(screen.queryByRole("progressbar", { name: "a.png" })).not.toBeInTheDocument();
});

it("keeps what could not come, with the cause and two ways out", async () => {
  const user = userEvent.setup();
  const acts = show([
    upload("a", { state: "failed", error: problem("broken_picture", "“a.png” is damaged.") }),
  ]);
  expect(screen.getByRole("listitem")).toHaveTextContent("a.png: “a.png” is damaged.Copy it again.");
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(acts.onRetry).toHaveBeenCalledWith("a");
  await user.click(screen.getByRole("button", { name: "Remove a.png" }));
  expect(acts.onRemove).toHaveBeenCalledWith("a");
});

it("names repeats once, and takes them off the list together", async () => {
  const user = userEvent.setup();
  const there = (id: string) =>
    upload(id, { state: "failed", error: problem("already_there", `${id} is there.`) });
  const acts = show([there("a"), there("b")]);
  expect(screen.getByText("2 pictures of these are already here.")).toBeInTheDocument();
  expect(screen.queryByRole("listitem")).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Good" }));
  expect(acts.onRemove.mock.calls).toEqual([["a"], ["b"]]);
});
