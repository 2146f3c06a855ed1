import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { takeOut } from "./cache";
import { fakeId } from "./fakes";
import { grid, loaded, page, ready, setUp, tile, withPage } from "./grid-harness";

withPage();

describe("the keyboard", () => {
  it("moves by what lies there, in one tab stop", async () => {
    const { active, user } = setUp(100);
    await ready();
    expect(active()).toBe("0");
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(active()).toBe("2");
    await user.keyboard("{ArrowDown}"); // rows of six squares
    expect(active()).toBe("8");
    await user.keyboard("{ArrowUp}{Home}");
    expect(active()).toBe("0");
    await user.tab();
    expect(grid()).not.toHaveFocus();
  });

  it("brings what it goes to onto the screen, and there are its details", async () => {
    const { active, actions, user } = setUp(1000);
    await ready();
    await user.keyboard("{End}");
    expect(active()).toBe("999");
    expect(page.scrolled).toBeGreaterThan(10_000);
    expect(await loaded(999)).toHaveAccessibleName(/, 1,000 of 1,000$/);
    await user.keyboard("{Enter}");
    expect(actions.open.mock.calls[0]![0].id).toBe(fakeId(999));
  });

  it("acts on the picture that it is at", async () => {
    const { actions, user } = setUp(50);
    await ready();
    await user.keyboard("{ArrowRight}s{Delete}e");
    for (const does of [actions.favourite, actions.bin, actions.create])
      expect(does.mock.calls[0]![0].id).toBe(fakeId(1));
    expect(actions.open).not.toHaveBeenCalled();
  });

  it("is at the next picture when its own is gone, and stays at its own when others go", async () => {
    const { client, active, user } = setUp(50);
    await ready();
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
    act(() => void takeOut(client, new Set([fakeId(3)])));
    await waitFor(() => expect(tile(3)).toHaveAccessibleName(/^picture pic_9999995, 4 of 49$/));
    expect(active()).toBe("3"); // the next one, in its place
    act(() => void takeOut(client, new Set([fakeId(0)])));
    await waitFor(() => expect(active()).toBe("2"));
    expect(tile(2)).toHaveAccessibleName(/pic_9999995/);
  });

  it("looks quickly without leaving the grid", async () => {
    const { user } = setUp(50);
    await ready();
    await user.keyboard(" ");
    expect(screen.getByRole("dialog", { name: /1 of 50/ })).toBeVisible();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("dialog", { name: /2 of 50/ })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(grid()).toHaveFocus();
  });
});

describe("what a screen reader hears", () => {
  it("is told the size of the whole, though only a part is drawn", async () => {
    setUp(5000);
    await ready();
    expect(screen.getByRole("grid", { name: "Pictures" })).toHaveAttribute("aria-rowcount", "834");
    expect(document.querySelectorAll("[role=gridcell]").length).toBeLessThan(150);
    expect(tile(0)).toHaveAccessibleName("picture pic_9999999, 1 of 5,000");
  });
});
