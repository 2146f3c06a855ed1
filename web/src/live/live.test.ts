import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { liveQuery } from "@/api/query-client";
import { FakeSocket, fakeSockets } from "@/testing/fake-socket";

import { useConnection } from "./connection";
import { invalidateSoon, onEvents } from "./handlers";
import { Live } from "./live";
import type { LiveEvent } from "./protocol";

let client: QueryClient;
let live: Live;
let stop: () => void;
const last = () => fakeSockets.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  fakeSockets.length = 0;
  useConnection.setState({ state: "live", since: null });
  client = new QueryClient();
  live = new Live(client, { WebSocket: FakeSocket as unknown as typeof WebSocket });
  stop = live.start();
});
afterEach(() => {
  stop();
  client.clear();
  vi.useRealTimers();
});

async function watched(topic: string) {
  const queryFn = vi.fn().mockResolvedValue([]);
  const observer = client.getQueryCache();
  await client.query({ queryKey: [topic], queryFn, ...liveQuery(topic) });
  return { queryFn, isStale: () => observer.find({ queryKey: [topic] })!.state.isInvalidated };
}

function connect() {
  last().open();
  last().hello(10);
}

describe("events", () => {
  it("does a frame's events together, and only the last progress of each job", () => {
    const heard: LiveEvent[] = [];
    const off = onEvents("job.", (event) => heard.push(event));
    connect();
    for (const seq of [11, 12, 13]) last().event({ seq, kind: "job.progress", id: "job_1" });
    last().event({ seq: 14, kind: "job.progress", id: "job_2" });
    last().event({ seq: 15, kind: "job.succeeded", id: "job_1" });
    last().event({ seq: 16, kind: "picture.created", id: "img_1" });
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(heard.map(({ seq }) => seq)).toEqual([13, 14, 15]);
    off();
  });

  it("marks what may be old after a gap, and nothing else", async () => {
    connect();
    const gallery = await watched("gallery");
    client.setQueryData(["settings"], {});
    last().receive({ type: "gap", seq: 99 });
    expect(gallery.isStale()).toBe(true);
    expect(client.getQueryState(["settings"])!.isInvalidated).toBe(false);
  });

  it("marks what was cached while nobody watched its topic", async () => {
    connect();
    const gallery = await watched("gallery");
    const workers = await watched("workers");
    live.watch(["gallery"]);
    expect(gallery.isStale()).toBe(true);
    expect(workers.isStale()).toBe(false);
  });

  it("fetches lists once for a burst of changes", () => {
    const spy = vi.spyOn(client, "invalidateQueries");
    for (let i = 0; i < 5; i += 1) invalidateSoon(client, ["gallery"]);
    vi.advanceTimersByTime(300);
    expect(spy).toHaveBeenCalledOnce();
  });
});

describe("contact", () => {
  it("says nothing for 3 s, then that it is lost, and at once when it is back", () => {
    connect();
    last().close();
    vi.advanceTimersByTime(2900);
    expect(useConnection.getState().state).toBe("live");
    vi.advanceTimersByTime(200);
    expect(useConnection.getState().state).toBe("lost");
    connect();
    expect(useConnection.getState()).toEqual({ state: "live", since: null });
  });

  it("asks for the jobs every 5 s when it stays away for 15 s, until it is back", async () => {
    connect();
    const poll = vi.spyOn(client, "refetchQueries").mockResolvedValue();
    last().close();
    await vi.advanceTimersByTimeAsync(15_100);
    expect(poll).toHaveBeenCalledTimes(1);
    expect(useConnection.getState().state).toBe("polling");
    poll.mockRejectedValueOnce(new Error("away"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(useConnection.getState().state).toBe("lost");
    connect();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(poll).toHaveBeenCalledTimes(2);
  });
});
