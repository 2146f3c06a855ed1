import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, configure, fireEvent, render, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, vi } from "vitest";

import { keys } from "@/keys/registry";

import { NOTHING, type Choice } from "./choice";
import { FakeGallery } from "./fakes";
import { PictureGrid } from "./PictureGrid";
import type { GridActions } from "./use-grid-keys";
import { usePictures } from "./use-pictures";

configure({ asyncUtilTimeout: 5000 });

// jsdom lays nothing out: a page 1,200 pixels wide that scrolls by these numbers.
export const page = { scrolled: 0 };

/** Call it once in a test file, outside of the tests. */
export function withPage(): void {
  let stop: () => void;
  beforeEach(() => {
    page.scrolled = 0;
    vi.stubGlobal("innerHeight", 400);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1200);
    vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(
      () => ({ top: 100 - page.scrolled, left: 0, height: 700, width: 1200 }) as DOMRect,
    );
    vi.spyOn(window, "scrollBy").mockImplementation(((options: ScrollToOptions) => {
      page.scrolled = Math.max(0, page.scrolled + (options.top ?? 0));
      fireEvent.scroll(window);
    }) as typeof window.scrollBy);
    stop = keys.start();
  });
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
  });
}

export function setUp(count: number) {
  const gallery = FakeGallery.of(count);
  const client = new QueryClient();
  const actions = {
    open: vi.fn<NonNullable<GridActions["open"]>>(),
    favourite: vi.fn<NonNullable<GridActions["favourite"]>>(),
    bin: vi.fn<NonNullable<GridActions["bin"]>>(),
    create: vi.fn<NonNullable<GridActions["create"]>>(),
    compare: vi.fn<NonNullable<GridActions["compare"]>>(),
  };
  let choice: Choice = NOTHING;
  function Page() {
    const pictures = usePictures(gallery);
    const [chosen, setChosen] = useState<Choice>(NOTHING);
    choice = chosen;
    return (
      <PictureGrid
        pictures={pictures}
        label="Pictures"
        rowHeight={200}
        choice={chosen}
        onChoice={setChosen}
        actions={actions}
      />
    );
  }
  render(
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>,
  );
  const active = () => {
    const id = grid().getAttribute("aria-activedescendant");
    return document.getElementById(id ?? "")?.dataset.place;
  };
  return { gallery, client, actions, active, choice: () => choice, user: userEvent.setup({ delay: null }) };
}

function one(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

export const grid = () => one("[role=grid]");

/** The tile at a place; asking for roles takes too long among so many. */
export const tile = (place: number) => one(`[data-place="${place}"]`);

/** The tile, once its details are there. */
export async function loaded(place: number): Promise<HTMLElement> {
  await waitFor(() => expect(tile(place)).toHaveAttribute("aria-busy", "false"));
  return tile(place);
}

export async function ready() {
  await loaded(0);
  act(() => grid().focus());
}
