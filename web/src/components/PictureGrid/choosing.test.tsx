import { act, fireEvent, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { chosenCount, isChosen } from "./choice";
import { fakeId } from "./fakes";
import { grid, loaded, page, ready, setUp, tile, withPage } from "./grid-harness";

withPage();

describe("choosing", () => {
  it("takes and leaves one by X", async () => {
    const { choice, user } = setUp(50);
    await ready();
    await user.keyboard("x");
    expect(isChosen(choice(), fakeId(0))).toBe(true);
    expect(tile(0)).toHaveAttribute("aria-selected", "true");
    await user.keyboard("x");
    expect(chosenCount(choice(), 50)).toBe(0);
  });

  it("takes a range by Shift and arrows, which shrinks again", async () => {
    const { choice, user } = setUp(50);
    await ready();
    await user.keyboard("{ArrowRight}{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}");
    await waitFor(() => expect(chosenCount(choice(), 50)).toBe(4));
    await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    await waitFor(() => expect(chosenCount(choice(), 50)).toBe(3));
    expect(isChosen(choice(), fakeId(4))).toBe(false);
  });

  it("takes all that match, loaded or not, and leaves single ones out", async () => {
    const { choice, user } = setUp(5000);
    await ready();
    await user.keyboard("{Control>}a{/Control}");
    expect(chosenCount(choice(), 5000)).toBe(5000);
    await user.keyboard("x");
    expect(chosenCount(choice(), 5000)).toBe(4999);
    await user.keyboard("{Escape}");
    expect(chosenCount(choice(), 5000)).toBe(0);
  });

  it("makes S and Delete mean what is chosen, wherever the focus is", async () => {
    const { actions, user } = setUp(50);
    await ready();
    await user.keyboard("x");
    act(() => grid().blur());
    await user.keyboard("s{Delete}c");
    expect(actions.favourite).toHaveBeenCalledTimes(1);
    expect(actions.bin).toHaveBeenCalledTimes(1);
    expect(actions.compare).toHaveBeenCalledTimes(1);
  });
});

describe("the mouse", () => {
  it("opens by a click, and chooses by the corner", async () => {
    const { actions, choice, user } = setUp(50);
    await ready();
    await user.click(tile(4));
    expect(actions.open.mock.calls[0]![0].id).toBe(fakeId(4));
    await user.click(within(tile(0)).getByRole("button", { name: "Choose" }));
    expect(isChosen(choice(), fakeId(0))).toBe(true);
    expect(actions.open).toHaveBeenCalledTimes(1);
  });

  it("chooses with Shift from where it was last to where it clicks, across what is not loaded", async () => {
    const { choice, user } = setUp(900);
    await ready();
    await user.keyboard("{End}");
    await loaded(899);
    act(() => {
      page.scrolled = 0;
      fireEvent.scroll(window);
    });
    await waitFor(() => tile(1));
    await user.keyboard("{Shift>}");
    await user.click(tile(1));
    await waitFor(() => expect(chosenCount(choice(), 900)).toBe(899));
    expect(isChosen(choice(), fakeId(0))).toBe(false);
  });

  it("drags the ids of what is chosen, and never a picture", async () => {
    const { user } = setUp(50);
    await ready();
    await user.keyboard("x{ArrowRight}x");
    const given: Record<string, string> = {};
    const dataTransfer = { setData: (type: string, data: string) => void (given[type] = data) };
    fireEvent.dragStart(tile(1), { dataTransfer });
    expect(JSON.parse(given["application/x-safelight-pictures"]!)).toEqual([fakeId(0), fakeId(1)]);
    fireEvent.dragStart(tile(7), { dataTransfer });
    expect(JSON.parse(given["application/x-safelight-pictures"]!)).toEqual([fakeId(7)]);
    expect(Object.keys(given)).toEqual(["application/x-safelight-pictures", "text/plain"]);
  });

  it("chooses by a finger that rests, and then by each touch", async () => {
    const { actions, choice } = setUp(50);
    await ready();
    vi.useFakeTimers();
    const touch = { pointerType: "touch", pointerId: 1, bubbles: true };
    fireEvent.pointerDown(tile(2), touch);
    act(() => void vi.advanceTimersByTime(500));
    vi.useRealTimers();
    fireEvent.pointerUp(tile(2), touch);
    fireEvent(tile(2), new PointerEvent("click", touch)); // that ends the press
    expect(chosenCount(choice(), 50)).toBe(1);
    fireEvent.pointerDown(tile(3), touch);
    fireEvent.pointerUp(tile(3), touch);
    fireEvent(tile(3), new PointerEvent("click", touch));
    expect(chosenCount(choice(), 50)).toBe(2);
    expect(actions.open).not.toHaveBeenCalled();
  });
});
