import { describe, expect, it } from "vitest";

import { UploadQueue, uploadTotals, type Send } from "./uploads";

const files = (n: number) => Array.from({ length: n }, (_, i) => new File(["0123456789"], `${i}.png`));

/** A server that answers when the test says so. */
function slowServer() {
  const calls: {
    file: File;
    signal: AbortSignal;
    progress: (n: number) => void;
    end: (e?: Error) => void;
  }[] = [];
  const send: Send<string> = (file, { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve(`ok ${file.name}`));
      signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
      calls.push({ file, signal, progress: onProgress, end });
    });
  return { calls, send };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("UploadQueue", () => {
  it("sends four at a time, and the next when one is done", async () => {
    const { calls, send } = slowServer();
    const queue = new UploadQueue(send);
    queue.add(files(6));
    expect(calls).toHaveLength(4);
    calls[1]!.end();
    await settle();
    expect(calls).toHaveLength(5);
    expect(queue.list().map((item) => item.state)).toEqual([
      "sending",
      "done",
      "sending",
      "sending",
      "sending",
      "waiting",
    ]);
    expect(queue.list()[1]!.result).toBe("ok 1.png");
  });

  it("counts the bytes of each file and of all", () => {
    const { calls, send } = slowServer();
    const queue = new UploadQueue(send);
    queue.add(files(2));
    calls[0]!.progress(4);
    expect(uploadTotals(queue.list())).toEqual({ files: 2, done: 0, failed: 0, open: 2, bytes: 20, sent: 4 });
  });

  it("keeps a failed one with its cause and sends it again on request", async () => {
    const { calls, send } = slowServer();
    const queue = new UploadQueue(send);
    const [id] = queue.add(files(1));
    calls[0]!.end(new Error("no room"));
    await settle();
    expect(queue.list()[0]).toMatchObject({ state: "failed", error: new Error("no room") });
    queue.retry(id!);
    calls[1]!.end();
    await settle();
    expect(queue.list()[0]).toMatchObject({ state: "done" });
  });

  it("stops what is removed and gives its place to the next", async () => {
    const { calls, send } = slowServer();
    const queue = new UploadQueue(send, { parallel: 1 });
    const [first] = queue.add(files(2));
    queue.remove(first!);
    await settle();
    expect(calls[0]!.signal.aborted).toBe(true);
    expect(queue.list().map((item) => item.file.name)).toEqual(["1.png"]);
    expect(queue.list()[0]!.state).toBe("sending");
    expect(calls).toHaveLength(2);
  });

  it("tells its listeners, with a new array only when something changed", () => {
    const { calls, send } = slowServer();
    const queue = new UploadQueue(send);
    const seen: number[] = [];
    const stop = queue.subscribe(() => seen.push(queue.list()[0]?.sent ?? -1));
    queue.add(files(1));
    expect(queue.list()).toBe(queue.list());
    calls[0]!.progress(7);
    stop();
    calls[0]!.progress(9);
    expect(seen.at(-1)).toBe(7);
  });
});
