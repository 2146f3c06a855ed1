import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { GalleryAction } from "@/api/gallery";

import { sayFailed, sayWithUndo } from "../toast";
import { FakeGallery, fakeId } from "./fakes";
import { usePictureActions } from "./use-picture-actions";
import { usePictures } from "./use-pictures";

vi.mock("../toast", () => ({ say: vi.fn(), sayWithUndo: vi.fn(), sayFailed: vi.fn() }));

const BINNED_AT = "2026-11-21T12:00:00Z";

/** The server's part: it changes the gallery that the grid asks, or refuses. */
function serve(gallery: FakeGallery) {
  const sent: GalleryAction[] = [];
  const bin = new Map<string, FakeGallery["items"][number]>();
  let refuse = false;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    const body = (await (request as Request).json()) as GalleryAction;
    sent.push(body);
    if (refuse) return Response.json({ detail: "The disk is full." }, { status: 507 });
    const { action, ids: named, filter, except = [] } = body;
    const all = filter?.binned_at ? [...bin.keys()] : gallery.items.map(({ id }) => id);
    const ids = (named ?? all).filter((id) => !except.includes(id));
    for (const id of ids) {
      const item = gallery.items.find((each) => each.id === id) ?? bin.get(id);
      if (!item) continue;
      if (action === "bin") bin.set(id, item);
      gallery.items = gallery.items
        .filter((each) => each.id !== id)
        .concat(
          action === "restore"
            ? [item]
            : action === "bin"
              ? []
              : [{ ...item, favourite: action === "favourite" }],
        )
        .sort((a, b) => (a.id < b.id ? 1 : -1));
    }
    return Response.json({
      changed: ids.length,
      ids: ids.slice(0, 1000),
      binned_at: action === "bin" ? BINNED_AT : null,
    });
  });
  return { sent, refuse: () => (refuse = true) };
}

async function setUp(count: number) {
  const gallery = FakeGallery.of(count);
  const server = serve(gallery);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => ({ pictures: usePictures(gallery), actions: usePictureActions() }), {
    wrapper,
  });
  await waitFor(() => expect(result.current.pictures.state).toBe("ready"));
  act(() => result.current.pictures.look(0, 30));
  await waitFor(() => expect(result.current.pictures.at(0)).toBeDefined());
  const undo = () => vi.mocked(sayWithUndo).mock.lastCall![1]();
  return { gallery, server, undo, pictures: () => result.current.pictures, actions: result.current.actions };
}

beforeEach(() => vi.clearAllMocks());

describe("the bin", () => {
  it("takes pictures away at once, and Undo brings exactly these back to their places", async () => {
    const { server, undo, pictures, actions } = await setUp(50);
    act(() => actions.bin({ ids: [fakeId(3), fakeId(4)] }));
    await waitFor(() => expect(pictures().at(3)?.id).toBe(fakeId(5)));
    expect(sayWithUndo).toHaveBeenCalledWith("2 pictures moved to the bin", expect.any(Function));
    act(undo); // before the server has answered, as quick hands do
    await waitFor(() => expect(pictures().at(3)?.id).toBe(fakeId(3)));
    await waitFor(() => expect(server.sent).toHaveLength(2));
    expect(server.sent[1]).toMatchObject({ action: "restore", filter: { binned_at: BINNED_AT } });
    await waitFor(() => expect(pictures().newer).toBeUndefined());
    expect(pictures().roll.total).toBe(50);
  });

  it("says so when it is refused, and shows the pictures again", async () => {
    const { server, pictures, actions } = await setUp(50);
    server.refuse();
    act(() => actions.bin({ ids: [fakeId(3)] }));
    await waitFor(() => expect(sayFailed).toHaveBeenCalled());
    expect(pictures().roll.total).toBe(50);
    expect(pictures().at(3)?.id).toBe(fakeId(3));
  });

  it("takes all that match but a few by one question, and Undo needs one more", async () => {
    const { server, undo, pictures, actions } = await setUp(700);
    act(() => actions.bin({ filter: { q: "rain" }, but: [fakeId(9)], count: 699 }));
    await waitFor(() => expect(pictures().roll.total).toBe(1));
    expect(server.sent).toEqual([
      expect.objectContaining({ action: "bin", filter: { q: "rain" }, except: [fakeId(9)] }),
    ]);
    act(undo);
    await waitFor(() => expect(pictures().roll.total).toBe(700));
    expect(server.sent).toHaveLength(2);
  });

  it("names more than 1,000 pictures in several questions", async () => {
    const { server, pictures, actions } = await setUp(2500);
    act(() => actions.bin({ ids: Array.from({ length: 2100 }, (_, place) => fakeId(place)) }));
    await waitFor(() => expect(server.sent.map(({ ids }) => ids?.length)).toEqual([1000, 1000, 100]));
    await waitFor(() => expect(pictures().newer?.total ?? pictures().roll.total).toBeLessThan(2500));
  });
});

describe("stars", () => {
  it("shine at once, quietly for one picture", async () => {
    const { gallery, pictures, actions } = await setUp(50);
    const done = act(() => actions.favourite({ ids: [fakeId(2)] }, true, true));
    await waitFor(() => expect(pictures().at(2)?.favourite).toBe(true));
    await done;
    expect(gallery.items[2]?.favourite).toBe(true);
    expect(sayWithUndo).not.toHaveBeenCalled();
  });

  it("of many can be taken back", async () => {
    const { gallery, undo, pictures, actions } = await setUp(50);
    await act(() => actions.favourite({ ids: [fakeId(2), fakeId(3)] }, true));
    expect(sayWithUndo).toHaveBeenCalledWith("2 pictures starred", expect.any(Function));
    act(undo);
    await waitFor(() => expect(pictures().at(2)?.favourite).toBe(false));
    await waitFor(() => expect(gallery.items[2]?.favourite).toBe(false));
  });

  it("go out again when the server refuses them", async () => {
    const { server, pictures, actions } = await setUp(50);
    server.refuse();
    await act(() => actions.favourite({ ids: [fakeId(2)] }, true, true));
    await waitFor(() => expect(pictures().at(2)?.favourite).toBe(false));
    expect(sayFailed).toHaveBeenCalled();
  });
});
