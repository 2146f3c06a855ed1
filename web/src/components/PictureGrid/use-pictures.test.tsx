import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";

import { askAnew } from "./cache";
import { FakeGallery, fakeId, fakeItem } from "./fakes";
import { act as perform } from "./pending";
import { useItems, usePictures, usePlace } from "./use-pictures";

function setUp(gallery: FakeGallery) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const seen: [total: number, first: string | undefined][] = [];
  const hook = renderHook(
    ({ source }) => {
      const pictures = usePictures(source);
      seen.push([pictures.roll.total, pictures.at(0)?.id]);
      return pictures;
    },
    { wrapper, initialProps: { source: gallery } },
  );
  const look = (first: number, last: number, rushing = false) =>
    act(() => hook.result.current.look(first, last, rushing));
  return { client, wrapper, seen, ...hook, look };
}

const NEW = "pic_9999999_new";

describe("the details of what one looks at", () => {
  it("are asked for span by span, where one looks", async () => {
    const gallery = FakeGallery.of(1000);
    const { result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.roll.total).toBe(1000));
    expect(gallery.asked.map(({ what }) => what)).toEqual(["skeleton"]);
    look(350, 420);
    await waitFor(() => expect(result.current.at(410)?.id).toBe(fakeId(410)));
    expect(result.current.at(350)?.id).toBe(fakeId(350));
    expect(gallery.asked.slice(1).map(({ what }) => what)).toEqual([
      `200 from ${fakeId(200)}`,
      `200 from ${fakeId(400)}`,
    ]);
    expect(result.current.at(10)).toBeUndefined();
  });

  it("are not asked for while rushing by, but those at hand are shown", async () => {
    const gallery = FakeGallery.of(1000);
    const { result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    look(0, 30);
    await waitFor(() => expect(result.current.at(0)).toBeDefined());
    look(500, 530, true);
    look(0, 30, true);
    expect(result.current.at(0)?.id).toBe(fakeId(0));
    expect(gallery.asked).toHaveLength(2);
    look(500, 530, false);
    await waitFor(() => expect(result.current.at(510)?.id).toBe(fakeId(510)));
  });

  it("are given up when they have left the screen before they came", async () => {
    const gallery = FakeGallery.of(1000);
    const { result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    const open = gallery.hold();
    look(0, 30);
    await waitFor(() => expect(gallery.asked).toHaveLength(2));
    look(800, 830);
    await waitFor(() => expect(gallery.asked).toHaveLength(3));
    expect(gallery.asked.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
    open();
    await waitFor(() => expect(result.current.at(810)?.id).toBe(fakeId(810)));
    look(0, 30);
    await waitFor(() => expect(result.current.at(3)?.id).toBe(fakeId(3))); // and asked for again
  });

  it("never come from another filter, however late its answer is", async () => {
    const all = FakeGallery.of(400);
    const starred = new FakeGallery([fakeItem("pic_5", { favourite: true })], { favourite: true });
    const { result, rerender, look } = setUp(all);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    const open = all.hold();
    look(0, 20);
    rerender({ source: starred });
    await waitFor(() => expect(result.current.at(0)?.id).toBe("pic_5"));
    open();
    await act(async () => {
      await Promise.resolve();
    });
    expect(result.current.roll.total).toBe(1);
    expect(result.current.at(0)?.id).toBe("pic_5");
  });

  it("keeps at most 2,000 pictures", async () => {
    const gallery = FakeGallery.of(6000);
    const { client, result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    for (let first = 0; first < 6000; first += 200) {
      look(first, first + 50);
      await waitFor(() => expect(result.current.at(first)).toBeDefined());
    }
    const kept = client.getQueryCache().findAll({ predicate: ({ queryKey }) => queryKey[2] === "span" });
    expect(kept.length).toBeLessThanOrEqual(11); // ten, and the one that is on the screen
  });
});

describe("new pictures", () => {
  it("wait until they are wanted, and then come with their details", async () => {
    const gallery = FakeGallery.of(300);
    const { client, seen, result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    look(0, 20);
    await waitFor(() => expect(result.current.at(0)).toBeDefined());
    gallery.items = [fakeItem(NEW), ...gallery.items];
    act(() => askAnew(client));
    await waitFor(() => expect(result.current.newer?.total).toBe(301));
    expect(result.current.roll.total).toBe(300);
    expect(result.current.at(0)?.id).toBe(fakeId(0));
    await act(() => result.current.accept(0, 20));
    await waitFor(() => expect(result.current.roll.total).toBe(301));
    expect(seen.find(([total]) => total === 301)).toEqual([301, NEW]); // at once, without an empty moment
    expect(result.current.newer).toBeUndefined();
  });

  it("change nothing when there are none", async () => {
    const gallery = FakeGallery.of(300);
    const { client, result } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    const { roll } = result.current;
    act(() => askAnew(client));
    await waitFor(() => expect(gallery.asked).toHaveLength(2));
    await waitFor(() => expect(client.isFetching()).toBe(0));
    expect(result.current.newer).toBeUndefined();
    expect(result.current.roll).toBe(roll);
  });
});

describe("a roll that is asked for while something is done", () => {
  it("waits for what was begun before, and is asked again for what began meanwhile", async () => {
    const gallery = FakeGallery.of(10);
    const { client, result } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    const open = gallery.hold();
    act(() => askAnew(client));
    await waitFor(() => expect(gallery.asked).toHaveLength(2)); // holds 10
    let finish: () => void = () => undefined;
    const done = perform(() => new Promise<void>((resolve) => (finish = resolve)));
    open();
    await act(async () => {
      await Promise.resolve();
    });
    gallery.items = gallery.items.slice(1);
    finish();
    await done;
    await waitFor(() => expect(result.current.newer?.total).toBe(9)); // never the stale 10
    expect(gallery.asked).toHaveLength(3);
  });
});

describe("finding a picture", () => {
  it("knows where a picture is, where it is not, and what it cannot know yet", async () => {
    const gallery = FakeGallery.of(600);
    const { result, look } = setUp(gallery);
    await waitFor(() => expect(result.current.state).toBe("ready"));
    expect(result.current.placeOf(fakeId(3))).toBeUndefined();
    look(0, 20);
    await waitFor(() => expect(result.current.placeOf(fakeId(3))).toBe(3));
    expect(result.current.placeOf(`${fakeId(3)}x`)).toBeNull();
    await expect(result.current.locate(fakeId(555))).resolves.toBe(555);
    await expect(result.current.ids(198, 202)).resolves.toEqual([198, 199, 200, 201, 202].map(fakeId));
  });

  it("names at most 1,000 pictures of a range", async () => {
    const { result } = setUp(FakeGallery.of(3000));
    await waitFor(() => expect(result.current.state).toBe("ready"));
    const ids = await result.current.ids(100, 2900);
    expect(ids).toHaveLength(1000);
    expect(ids[0]).toBe(fakeId(100));
  });

  it("finds the place and the neighbours of a picture whose address was opened", async () => {
    const gallery = FakeGallery.of(600);
    const { wrapper } = setUp(gallery);
    const { result } = renderHook(
      () => {
        const pictures = usePictures(gallery);
        const place = usePlace(pictures, fakeId(401));
        const around = place ?? 0;
        const at = useItems(gallery, pictures.roll, { first: around - 3, last: around + 3, rushing: false });
        return { place, before: at(around - 2)?.id };
      },
      { wrapper },
    );
    await waitFor(() => expect(result.current).toEqual({ place: 401, before: fakeId(399) }));
  });
});
