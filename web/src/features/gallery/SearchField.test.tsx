import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";

import type { GallerySearch } from "@/lib/gallery-search";

import { characterNames, modelNames } from "./queries";
import { SearchField } from "./SearchField";

function setUp(start: GallerySearch = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(characterNames.queryKey, [{ id: "char_ada", name: "Ada" }]);
  client.setQueryData(modelNames.queryKey, ["starter"]);
  const onSearch = vi.fn<(search: GallerySearch, how?: { replace: boolean }) => void>();
  let leave: (search: GallerySearch) => void = () => undefined;
  function Page() {
    const [search, setSearch] = useState(start);
    leave = setSearch;
    return (
      <SearchField
        search={search}
        enabled
        onSearch={(next, how) => {
          onSearch(next, how);
          setSearch(next);
        }}
      />
    );
  }
  render(
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>,
  );
  const field = screen.getByRole("combobox", { name: "Search pictures" });
  const chips = () =>
    screen.queryAllByRole("button", { name: /^Remove/ }).map((button) => button.getAttribute("aria-label"));
  return {
    onSearch,
    field,
    chips,
    leave: (next: GallerySearch) => leave(next),
    user: userEvent.setup({ delay: null }),
  };
}

const last = (onSearch: ReturnType<typeof setUp>["onSearch"]) => onSearch.mock.lastCall![0];

describe("typing", () => {
  it("searches after a pause, and makes chips when it is finished", async () => {
    const { onSearch, field, chips, user } = setUp();
    await user.type(field, "red rain");
    await waitFor(() => expect(onSearch).toHaveBeenCalled());
    expect(last(onSearch)).toEqual({ q: "red rain" });
    expect(field).toHaveValue("red rain");
    expect(chips()).toEqual([]);
    await user.keyboard("{Enter}");
    expect(field).toHaveValue("");
    expect(chips()).toEqual(["Remove red", "Remove rain"]);
  });

  it("makes one step in the history of one word, however slowly it is typed", async () => {
    const { onSearch, field, user } = setUp({ star: true });
    await user.type(field, "ra");
    await waitFor(() => expect(onSearch).toHaveBeenCalledTimes(1));
    await user.type(field, "in");
    await waitFor(() => expect(onSearch).toHaveBeenCalledTimes(2));
    expect(onSearch.mock.calls.map(([search, how]) => [search.q, how?.replace])).toEqual([
      ["ra", false],
      ["rain", true],
    ]);
  });

  it("does not take signs for words", async () => {
    const { onSearch, field, user } = setUp();
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await user.type(field, "*st");
    act(() => void vi.advanceTimersByTime(1000));
    expect(onSearch).not.toHaveBeenCalled();
    vi.useRealTimers();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(last(onSearch)).toEqual({ star: true });
  });

  it("finds a character by name", async () => {
    const { onSearch, field, chips, user } = setUp();
    await user.type(field, "ad");
    await user.click(screen.getByRole("option", { name: /Ada character/ }));
    expect(last(onSearch)).toEqual({ character: "char_ada" });
    expect(chips()).toEqual(["Remove Ada"]);
    expect(field).toHaveFocus();
  });
});

describe("chips", () => {
  it("go one by one with Backspace, or all at once", async () => {
    const { onSearch, field, user } = setUp({ q: "red rain", star: true });
    await user.click(field);
    await user.keyboard("{Backspace}");
    expect(last(onSearch)).toEqual({ q: "red rain" });
    await user.keyboard("{Backspace}");
    expect(last(onSearch)).toEqual({ q: "red" });
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(last(onSearch)).toEqual({});
  });

  it("follow the address when one goes back", async () => {
    const { field, chips, leave, user } = setUp();
    await user.type(field, "rain");
    leave({ q: "sun" });
    await waitFor(() => expect(chips()).toEqual(["Remove sun"]));
    expect(field).toHaveValue("");
  });
});
