import { renderHook, act } from "@testing-library/react";
import { expect, it } from "vitest";

import { UploadQueue } from "./uploads";
import { tellOfUploads, useUploadWords } from "./uploads-under-way";

const files = (n: number) => Array.from({ length: n }, (_, i) => new File(["0"], `${i}.png`));

it("counts what is on its way in all queues, and asks before the tab is closed", async () => {
  const answers: (() => void)[] = [];
  const send = () => new Promise<void>((resolve) => void answers.push(resolve));
  const [one, two] = [new UploadQueue(send), new UploadQueue(send)];
  tellOfUploads(one);
  tellOfUploads(two);
  const { result } = renderHook(useUploadWords);
  const closes = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(result.current).toBeNull();
  expect(closes()).toBe(true);

  act(() => void one.add(files(2)));
  act(() => void two.add(files(1)));
  expect(result.current).toBe("Uploading 1 of 3");
  expect(closes()).toBe(false);

  const settle = async (n: number) => {
    answers[n]?.();
    await act(() => new Promise((done) => setTimeout(done, 0)));
  };
  await settle(0);
  expect(result.current).toBe("Uploading 2 of 3");
  await settle(1);
  await settle(2);
  expect(result.current).toBeNull();
  expect(closes()).toBe(true);
});
