import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import { NOTHING } from "@/components/PictureGrid/choice";
import { TooltipProvider } from "@/components/ui/tooltip";
import { keys } from "@/keys/registry";
import { fakeApi } from "@/testing/fake-api";
import { lookAs, offered } from "@/testing/offered";

import { PictureBar } from "./PictureBar";
import { useGalleryActions } from "./use-gallery-actions";
import { usePictureKeys } from "./use-picture-keys";

vi.mock("@tanstack/react-router", () => import("@/testing/fake-router"));

// prettier-ignore
const NAMES = [
  "close", "previous", "next", "info", "favourite", "bin", "create", "sameRecipe", "again", "variation", "resize",
  "closer", "farther", "whole", "pixels", "startFrom", "video", "download", "restore",
] as const;
const on = Object.fromEntries(NAMES.map((name) => [name, vi.fn()])) as Record<
  (typeof NAMES)[number],
  ReturnType<typeof vi.fn<() => void>>
>;

function Picture() {
  usePictureKeys(on, false);
  const facts = { place: 0, total: 9, favourite: false, binned: false, info: true, film: false };
  return (
    <TooltipProvider>
      <PictureBar {...facts} ready narrow={false} on={on} />
    </TooltipProvider>
  );
}

const CHANGES = ["Make it again", "New variation", "Open in Create", "Star", "To the bin"];
const LOOKS = ["Back to the gallery", "Download", "Hide how it was made", "More"];

describe("a picture", () => {
  let stop: () => void;
  beforeEach(() => (stop = keys.start()));
  afterEach(() => {
    stop();
    vi.clearAllMocks();
    useLogin.setState({ me: null });
  });

  it("is looked at by a viewer, and not changed", () => {
    lookAs("viewer");
    render(<Picture />);
    expect(offered().sort()).toEqual([...LOOKS].sort());
    for (const key of ["s", "Delete", "v", "u", "e", "r"]) fireEvent.keyDown(window, { key });
    for (const name of ["favourite", "bin", "variation", "resize", "create", "sameRecipe"] as const)
      expect(on[name]).not.toHaveBeenCalled();
    fireEvent.keyDown(window, { key: "i" });
    expect(on.info).toHaveBeenCalledOnce();
  });

  it("is changed by a member", () => {
    lookAs("member");
    render(<Picture />);
    expect(offered().sort()).toEqual([...LOOKS, ...CHANGES].sort());
    fireEvent.keyDown(window, { key: "s" });
    expect(on.favourite).toHaveBeenCalledOnce();
    expect(screen.getByRole("button", { name: "To the bin" })).toBeEnabled();
  });
});

describe("the grid's keys", () => {
  afterEach(() => useLogin.setState({ me: null }));

  function actions() {
    const client = new QueryClient();
    const sent = fakeApi({ "POST /gallery/actions": { changed: 1, ids: ["pic_1"], binned_at: [] } });
    const { result } = renderHook(
      () =>
        useGalleryActions({
          choice: { ...NOTHING, ids: new Set(["pic_1"]) } as typeof NOTHING,
          setChoice: vi.fn(),
          filter: {},
          total: 1,
        }),
      { wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> },
    );
    return { sent, on: result.current };
  }

  it("send nothing for a viewer", async () => {
    lookAs("viewer");
    const { sent, on } = actions();
    on.favourite();
    on.bin();
    on.restore();
    await Promise.resolve();
    expect(sent).toEqual([]);
    expect(on.unless).toBe("Viewers look, and change nothing");
  });

  it("send what a member asks", async () => {
    lookAs("member");
    const { sent, on } = actions();
    on.favourite();
    await waitFor(() => expect(sent.map(({ call }) => call)).toEqual(["POST /gallery/actions"]));
    expect(on.unless).toBeUndefined();
  });
});
