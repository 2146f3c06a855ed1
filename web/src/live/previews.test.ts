import { beforeEach, expect, it, vi } from "vitest";

import { PreviewStore } from "./previews";

let made = 0;
const revoke = vi.fn();

beforeEach(() => {
  made = 0;
  revoke.mockClear();
  vi.useFakeTimers();
  URL.createObjectURL = () => `blob:${(made += 1)}`;
  URL.revokeObjectURL = revoke;
});

const frame = (jobId: string, step: number, index = 0) => ({ jobId, index, step, image: new Blob() });

it("keeps the newest of each picture, drops late ones, and gives the old address back", () => {
  const store = new PreviewStore();
  const heard = vi.fn();
  store.subscribe("a", heard);
  store.add(frame("a", 2));
  store.add(frame("a", 4));
  store.add(frame("a", 3));
  store.add(frame("a", 1, 1));
  store.add(frame("b", 9));
  expect(store.get("a", 0)).toEqual({ url: "blob:2", step: 4 });
  expect(store.get("a", 1)).toEqual({ url: "blob:3", step: 1 });
  expect(heard).toHaveBeenCalledTimes(3);
  vi.runAllTimers();
  expect(revoke.mock.calls).toEqual([["blob:1"]]);
});

it("gives all back when the final picture is shown, and the oldest when there are too many", () => {
  const store = new PreviewStore();
  store.add(frame("a", 1));
  store.release("a");
  expect(store.get("a", 0)).toBeUndefined();
  for (let i = 0; i < 30; i += 1) store.add(frame(`job${i}`, 1));
  expect(store.get("job0", 0)).toBeUndefined();
  expect(store.get("job29", 0)).toBeDefined();
  vi.runAllTimers();
  expect(revoke).toHaveBeenCalledTimes(1 + 6);
});
