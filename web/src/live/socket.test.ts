import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeSocket, fakeSockets } from "@/testing/fake-socket";

import type { LiveEvent, PreviewFrame } from "./protocol";
import { LiveSocket } from "./socket";

const heard = { events: [] as LiveEvent[], previews: [] as PreviewFrame[], states: [] as string[] };
let gaps: boolean[] = [];
let watched: string[][] = [];
let socket: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(heard, { events: [], previews: [], states: [] });
  fakeSockets.length = 0;
  gaps = [];
  watched = [];
  socket = new LiveSocket({
    address: (after) => ({ url: `ws://studio/events?after=${after ?? ""}` }),
    onEvent: (event) => heard.events.push(event),
    onPreview: (preview) => heard.previews.push(preview),
    onGap: (anew) => gaps.push(anew),
    onState: (state) => heard.states.push(state),
    onTime: () => undefined,
    onRefused: () => {
      heard.states.push("refused");
      return Promise.resolve(false);
    },
    onWatched: (topics) => watched.push(topics),
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    random: () => 1,
  });
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

const last = () => fakeSockets.at(-1)!;

function connect(seq = 0) {
  last().open();
  last().hello(seq);
}

describe("topics", () => {
  it("subscribes to jobs and to what is watched when it opens", () => {
    socket.start();
    socket.watch(["gallery"]);
    connect();
    expect(last().sent).toEqual([{ type: "subscribe", topics: ["jobs", "gallery"] }]);
    expect(watched).toEqual([]);
  });

  it("counts watchers, and unsubscribes after the last", () => {
    socket.start();
    connect();
    const stopA = socket.watch(["job:1"]);
    const stopB = socket.watch(["job:1"]);
    stopA();
    stopA();
    stopB();
    expect(last().sent.slice(1)).toEqual([
      { type: "subscribe", topics: ["job:1"] },
      { type: "unsubscribe", topics: ["job:1"] },
    ]);
    expect(watched).toEqual([["job:1"]]);
  });

  it("hears only jobs while the tab is hidden", () => {
    socket.start();
    socket.watch(["gallery"]);
    connect();
    socket.setHidden(true);
    socket.watch(["workers"]);
    socket.setHidden(false);
    expect(last().sent.slice(1)).toEqual([
      { type: "unsubscribe", topics: ["gallery"] },
      { type: "subscribe", topics: ["gallery", "workers"] },
    ]);
    expect(watched).toEqual([["gallery", "workers"]]);
  });
});

describe("events", () => {
  it("drops repeated ones, and hands on a late one for its version to decide", () => {
    socket.start();
    connect(3);
    for (const seq of [4, 6, 6, 5, 4]) last().event({ seq });
    expect(heard.events.map((event) => event.seq)).toEqual([4, 6, 5]);
  });

  it("resumes after the highest it has heard, without fetching again", () => {
    socket.start();
    connect(3);
    expect(gaps).toEqual([false]); // what was fetched before the first hello may be old
    for (const seq of [7, 5]) last().event({ seq });
    last().close();
    vi.advanceTimersByTime(500);
    expect(last().url).toBe("ws://studio/events?after=7");
    connect(7);
    expect(gaps).toHaveLength(1);
  });

  it("fetches again after a gap, and knows another database by its lower numbers", () => {
    socket.start();
    connect(3);
    last().receive({ type: "gap", seq: 40 });
    expect(gaps).toEqual([false, false]);
    last().close();
    vi.advanceTimersByTime(500);
    expect(last().url).toContain("after=40");
    connect(39); // another server of the same studio, a little behind
    expect(gaps).toHaveLength(2);
    last().receive({ type: "gap", seq: 2 });
    expect(gaps).toEqual([false, false, true]);
  });

  it("survives frames it does not know", () => {
    socket.start();
    connect();
    last().raw("no json");
    last().raw("null");
    last().receive({ type: "news" });
    last().raw(new Uint8Array([9, 1, 2]).buffer);
    expect(heard.events).toEqual([]);
  });
});

describe("previews", () => {
  it("reads the binary frame", () => {
    socket.start();
    connect();
    last().raw(new Uint8Array([1, 3, 97, 98, 99, 0, 2, 1, 4, 82, 73, 70, 70]).buffer);
    expect(heard.previews).toMatchObject([{ jobId: "abc", index: 2, step: 260 }]);
    expect(heard.previews[0]!.image.size).toBe(4);
    expect(heard.previews[0]!.image.type).toBe("image/webp");
  });

  it("leaves out a broken one", () => {
    socket.start();
    connect();
    last().raw(new Uint8Array([1, 200, 97, 98, 0, 2]).buffer);
    expect(heard.previews).toEqual([]);
  });
});

describe("reconnecting", () => {
  it("waits 0.5 s, doubling to 10 s, and begins again after a hello", () => {
    socket.start();
    const waits = [500, 1000, 2000, 4000, 8000, 10_000, 10_000];
    for (const wait of waits) {
      const sockets = fakeSockets.length;
      last().close();
      vi.advanceTimersByTime(wait - 1);
      expect(fakeSockets).toHaveLength(sockets);
      vi.advanceTimersByTime(1);
      expect(fakeSockets).toHaveLength(sockets + 1);
    }
    connect();
    last().close();
    vi.advanceTimersByTime(500);
    expect(fakeSockets).toHaveLength(waits.length + 2);
  });

  it("tries at once when the network or the tab is back, but leaves an open one alone", () => {
    socket.start();
    last().close();
    socket.hurry();
    expect(fakeSockets).toHaveLength(2);
    connect();
    socket.hurry();
    expect(fakeSockets).toHaveLength(2);
    expect(heard.states).toEqual(["connecting", "closed", "connecting", "open"]);
  });

  it("gives up a connection that has fallen silent", () => {
    socket.start();
    connect();
    vi.advanceTimersByTime(20_000);
    last().receive({ type: "pong", at: "2026-11-20T12:00:00Z" });
    vi.advanceTimersByTime(40_000);
    expect(heard.states.at(-1)).toBe("open");
    vi.advanceTimersByTime(20_000);
    expect(heard.states).toContain("closed");
  });

  it("does not knock again after a refusal until there is another key", () => {
    socket.start();
    last().open();
    last().close(4401);
    vi.advanceTimersByTime(60_000);
    expect(fakeSockets).toHaveLength(1);
    expect(heard.states.at(-1)).toBe("refused");
    socket.restart();
    expect(fakeSockets).toHaveLength(2);
  });

  it("stays away once stopped", () => {
    socket.start();
    connect();
    socket.stop();
    socket.hurry();
    vi.advanceTimersByTime(60_000);
    expect(fakeSockets).toHaveLength(1);
  });
});
