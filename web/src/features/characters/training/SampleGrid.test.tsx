import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";

import { keys } from "@/keys/registry";

import type { Sample } from "../queries";
import { sampleTable } from "./sample-table";
import { SampleGrid, type Place } from "./SampleGrid";

const sample = (step: number, position: number) =>
  ({
    id: `${step}-${position}`,
    step,
    position,
    prompt: `prompt ${position}`,
    width: 64,
    height: 64,
    thumbnail_url: `/${step}-${position}.webp`,
  }) as Sample;
const SAMPLES = [0, 200, 400].flatMap((step) => [sample(step, 0), sample(step, 1)]);
const table = sampleTable(SAMPLES, { max_train_steps: 600, sample_every: 200 }, true);

function Page() {
  const [place, setPlace] = useState<Place>({ step: 400, prompt: 0 });
  const [asStart, setAsStart] = useState(false);
  return (
    <SampleGrid
      table={table}
      checkpoints={[]}
      developing={600}
      place={place}
      onPlace={setPlace}
      onOpen={() => undefined}
      asStart={asStart}
      onStart={setAsStart}
    />
  );
}

let stop: () => void = () => undefined;
beforeEach(() => void (stop = keys.start()));
afterEach(() => stop());

const chosen = () => screen.getByRole("gridcell", { selected: true });
const shown = () => within(chosen()).getByRole("img").getAttribute("src");

it("has rows by step and columns by prompt, and one place to tab to", () => {
  render(<Page />);
  expect(screen.getAllByRole("rowheader").map((row) => row.textContent)).toEqual([
    "start",
    "200",
    "400",
    "600",
  ]);
  expect(
    screen
      .getAllByRole("columnheader")
      .slice(1)
      .map((column) => column.textContent),
  ).toEqual(["prompt 0", "prompt 1"]);
  expect(screen.getAllByRole("button").filter((button) => button.tabIndex === 0)).toHaveLength(1);
  expect(screen.getAllByText("developing")).toHaveLength(2);
});

it("moves by arrows, and stops at the edges", async () => {
  const user = userEvent.setup();
  render(<Page />);
  await user.click(within(chosen()).getByRole("button"));
  await user.keyboard("{ArrowRight}{ArrowRight}{ArrowUp}");
  expect(shown()).toBe("/200-1.webp");
  await user.keyboard("{Home}{ArrowUp}");
  expect(shown()).toBe("/0-1.webp");
});

it("shows the start in its place while Z is held", () => {
  render(<Page />);
  fireEvent.keyDown(window, { key: "z" });
  expect(shown()).toBe("/0-0.webp");
  fireEvent.keyUp(window, { key: "z" });
  expect(shown()).toBe("/400-0.webp");
});
