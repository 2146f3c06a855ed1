import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { galleryKeys, type GalleryItem } from "@/api/gallery";
import type { LiveEvent } from "@/live/protocol";

import { patchPictures, takeOut } from "./cache";
import { pictureEvent } from "./events";
import { FakeGallery, fakeId } from "./fakes";
import { act, settled, withPending } from "./pending";
import { rollOf, type Span } from "./roll";
import { shownQuery, skeletonQuery, spanQuery, type Shown } from "./source";

const gone = (...places: number[]) => new Set(places.map(fakeId));

async function filled(client: QueryClient, gallery: FakeGallery): Promise<Span[]> {
  const roll = rollOf(await gallery.skeleton(new AbortController().signal));
  client.setQueryData<Shown>(shownQuery(gallery).queryKey, { roll, of: 1 });
  client.setQueryData(skeletonQuery(gallery).queryKey, roll);
  for (const span of roll.spans)
    client.setQueryData(
      spanQuery(gallery, span).queryKey,
      await gallery.span(span, new AbortController().signal),
    );
  return [...roll.spans];
}

let client: QueryClient;
let all: FakeGallery;
let starred: FakeGallery;
let spans: Span[];

const rollShown = (gallery: FakeGallery) => client.getQueryData(shownQuery(gallery).queryKey)?.roll;
const idsIn = (gallery: FakeGallery, span: Span) =>
  client.getQueryData<GalleryItem[]>(spanQuery(gallery, span).queryKey)?.map(({ id }) => id);

beforeEach(async () => {
  client = new QueryClient();
  all = FakeGallery.of(450);
  starred = new FakeGallery(
    all.items.filter((_, place) => place % 100 === 0),
    { favourite: true },
  );
  spans = await filled(client, all);
  await filled(client, starred);
});

describe("takeOut", () => {
  it("takes pictures out of every grid, and closes the gaps", () => {
    takeOut(client, gone(0, 200, 201));
    expect(rollShown(all)?.total).toBe(447);
    expect(rollShown(all)?.spans.map(({ first, count }) => [first, count])).toEqual([
      [0, 199],
      [199, 198],
      [397, 50],
    ]);
    expect(idsIn(all, spans[1]!)?.[0]).toBe(fakeId(202));
    expect(rollShown(starred)?.total).toBe(3);
  });

  it("puts them back where they were", () => {
    const before = rollShown(all);
    const back = takeOut(client, gone(3, 250));
    back();
    expect(rollShown(all)).toEqual(before);
    expect(idsIn(all, spans[0]!)).toContain(fakeId(3));
  });

  it("does not bring an old roll back over a newer one", () => {
    const back = takeOut(client, gone(3));
    takeOut(client, gone(7));
    const now = rollShown(all);
    back();
    expect(rollShown(all)).toBe(now);
  });

  it("leaves grids alone that do not show them", () => {
    const before = rollShown(starred);
    takeOut(client, gone(1));
    expect(rollShown(starred)).toBe(before);
  });
});

describe("patchPictures", () => {
  it("changes a picture in every grid and in the large view, and back", () => {
    client.setQueryData(galleryKeys.picture(fakeId(100)), { id: fakeId(100), favourite: false });
    const star = (id: string) =>
      client.getQueryData<GalleryItem[]>(spanQuery(all, spans[0]!).queryKey)?.find((item) => item.id === id)
        ?.favourite;
    const back = patchPictures(client, gone(100), { favourite: true });
    expect(star(fakeId(100))).toBe(true);
    expect(star(fakeId(101))).toBe(false);
    expect(client.getQueryData(galleryKeys.picture(fakeId(100)))).toMatchObject({ favourite: true });
    back();
    expect(star(fakeId(100))).toBe(false);
    expect(client.getQueryData(galleryKeys.picture(fakeId(100)))).toMatchObject({ favourite: false });
  });
});

describe("pictureEvent", () => {
  const event = (kind: string, data: Record<string, unknown>): LiveEvent => ({
    type: "event",
    seq: 1,
    topic: "gallery",
    kind,
    id: "",
    v: null,
    at: "",
    data: { action: null, ...data },
  });

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it("takes out what another device has thrown away", () => {
    pictureEvent(event("picture.changed", { ids: [fakeId(5)], count: 1, action: "bin" }), client);
    expect(rollShown(all)?.total).toBe(449);
    pictureEvent(event("picture.removed", { ids: [fakeId(6)], count: 1 }), client);
    expect(rollShown(all)?.total).toBe(448);
  });

  it("shows stars of other devices", () => {
    pictureEvent(event("picture.changed", { ids: [fakeId(5)], count: 1, action: "favourite" }), client);
    expect(client.getQueryData<GalleryItem[]>(spanQuery(all, spans[0]!).queryKey)?.[5]).toMatchObject({
      favourite: true,
    });
  });

  it("asks once for a burst of news, and for all details if not all pictures are named", () => {
    const asked = vi.spyOn(client, "invalidateQueries");
    for (let i = 0; i < 5; i += 1)
      pictureEvent(event("picture.added", { ids: [`pic_new${i}`], count: 1 }), client);
    vi.advanceTimersByTime(1000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(client.getQueryState(skeletonQuery(all).queryKey)?.isInvalidated).toBe(true);
    expect(client.getQueryState(spanQuery(all, spans[0]!).queryKey)?.isInvalidated).toBe(false);
    pictureEvent(event("picture.changed", { ids: [fakeId(1)], count: 4000, action: "favourite" }), client);
    vi.advanceTimersByTime(1000);
    expect(client.getQueryState(spanQuery(all, spans[0]!).queryKey)?.isInvalidated).toBe(true);
  });
});

describe("what is not answered yet", () => {
  it("stays on the screen whatever an older answer says", async () => {
    let finish: () => void = () => undefined;
    const done = act(() => new Promise<void>((resolve) => (finish = resolve)), ["a"], { favourite: true });
    expect(withPending({ id: "a", favourite: false })).toMatchObject({ favourite: true });
    expect(withPending({ id: "b", favourite: false })).toMatchObject({ favourite: false });
    finish();
    await done;
    expect(withPending({ id: "a", favourite: false })).toMatchObject({ favourite: false });
  });

  it("is undone by the later act, not by the earlier one's answer", async () => {
    const first = act(() => Promise.resolve(), ["a"], { favourite: true });
    let finish: () => void = () => undefined;
    const second = act(() => new Promise<void>((resolve) => (finish = resolve)), ["a"], { favourite: false });
    await first;
    expect(withPending({ id: "a", favourite: true })).toMatchObject({ favourite: false });
    finish();
    await second;
  });

  it("is let go when it fails", async () => {
    await expect(act(() => Promise.reject(new Error("no")), ["a"], { favourite: true })).rejects.toThrow(
      "no",
    );
    expect(withPending({ id: "a", favourite: false })).toMatchObject({ favourite: false });
    await expect(settled(() => Promise.resolve(7))).resolves.toBe(7);
  });
});
