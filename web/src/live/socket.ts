import { readFrame, readPreview, type ClientFrame, type LiveEvent, type PreviewFrame } from "./protocol";

export type SocketState = "connecting" | "open" | "closed";

interface Options {
  /** Where to connect, and how to say who asks; called for each attempt. */
  address: (after: number | null) => { url: string; protocols?: string[] };
  onEvent: (event: LiveEvent) => void;
  onPreview: (preview: PreviewFrame) => void;
  /** Events were lost: what is shown must be fetched again. `anew`: from another database, which counts from its own. */
  onGap: (anew: boolean) => void;
  onState: (state: SocketState) => void;
  onTime: (iso: string) => void;
  /** The server wants another key. Whether there is one now; otherwise there is no further attempt until restart(). */
  onRefused: () => Promise<boolean>;
  /** Topics that the server begins to send now, on a connection that already stood. */
  onWatched: (topics: string[]) => void;
  WebSocket?: typeof WebSocket;
  random?: () => number;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const PING_EVERY = 20_000;
const SILENCE = 45_000; // two heartbeats and some: the connection is dead, whatever the browser thinks
const SEEN_KEPT = 2000;
const NO_KEY = 4401; // the close code of a server that asks for its key

/** The one connection to the server: it reconnects, resumes where it was, and knows which topics are watched. */
export class LiveSocket {
  private socket: WebSocket | undefined;
  private readonly watched = new Map<string, number>(); // topic -> how many watch it
  private readonly always: ReadonlySet<string>;
  private hidden = false;
  private attempt = 0;
  private lastSeq: number | null = null;
  private readonly seen = new Set<number>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private running = false;

  constructor(
    private readonly options: Options,
    always: Iterable<string> = ["jobs"],
  ) {
    this.always = new Set(always);
  }

  start(): void {
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    this.drop();
  }

  /** Watch topics until the returned function is called. */
  watch(topics: readonly string[]): () => void {
    const fresh: string[] = [];
    for (const topic of topics) {
      const watchers = this.watched.get(topic) ?? 0;
      this.watched.set(topic, watchers + 1);
      if (watchers === 0 && !this.always.has(topic)) fresh.push(topic);
    }
    if (!this.hidden) this.subscribe(fresh);
    let watching = true;
    return () => {
      if (watching) this.unwatch(topics);
      watching = false;
    };
  }

  /** A hidden tab hears only what it must. */
  setHidden(hidden: boolean): void {
    if (hidden === this.hidden) return;
    this.hidden = hidden;
    const extra = [...this.watched.keys()].filter((topic) => !this.always.has(topic));
    if (hidden) this.send({ type: "unsubscribe", topics: extra });
    else this.subscribe(extra);
    if (!hidden) this.hurry();
  }

  /** Something suggests that the network is back: do not wait for the next attempt. */
  hurry(): void {
    if (!this.running || this.socket?.readyState === this.socketClass.OPEN) return;
    this.attempt = 0;
    this.connect();
  }

  /** Connect anew, as with another key. */
  restart(): void {
    this.drop();
    this.attempt = 0;
    if (this.running) this.connect();
  }

  private get socketClass(): typeof WebSocket {
    return this.options.WebSocket ?? WebSocket;
  }

  private connect(): void {
    this.drop();
    this.options.onState("connecting");
    const { url, protocols } = this.options.address(this.lastSeq);
    const socket = new this.socketClass(url, protocols);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened();
    socket.onmessage = ({ data }) => this.heard(data as string | ArrayBuffer);
    socket.onclose = ({ code }) => (code === NO_KEY ? this.refused() : this.lost());
    this.socket = socket;
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearInterval(this.heart);
    const { socket } = this;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private opened(): void {
    this.heardAt = Date.now();
    const extra = this.hidden ? [] : [...this.watched.keys()];
    this.send({ type: "subscribe", topics: [...new Set([...this.always, ...extra])] });
    this.heart = setInterval(() => this.beat(), PING_EVERY);
  }

  private beat(): void {
    if (Date.now() - this.heardAt > SILENCE) this.lost();
    else this.send({ type: "ping" });
  }

  private lost(): void {
    this.drop();
    this.options.onState("closed");
    if (!this.running) return;
    const wait = Math.min(FIRST_WAIT * 2 ** this.attempt, LONGEST_WAIT);
    this.attempt += 1;
    // Half of it is chance, so that all tabs do not come back in the same instant.
    const jittered = wait * (0.5 + 0.5 * (this.options.random ?? Math.random)());
    this.retry = setTimeout(() => this.connect(), jittered);
  }

  private refused(): void {
    this.drop();
    this.options.onState("closed");
    void this.options.onRefused().then((again) => {
      if (again && !this.socket) this.lost();
    });
  }

  private heard(data: string | ArrayBuffer): void {
    this.heardAt = Date.now();
    if (typeof data !== "string") {
      const preview = readPreview(data);
      if (preview) this.options.onPreview(preview);
      return;
    }
    const frame = readFrame(data);
    if (frame?.type === "hello") this.hello(frame.seq, frame.at);
    else if (frame?.type === "event") this.event(frame);
    else if (frame?.type === "gap") this.gap(frame.seq);
    else if (frame?.type === "pong") this.options.onTime(frame.at);
  }

  private hello(seq: number, at: string): void {
    this.attempt = 0;
    this.options.onTime(at);
    this.options.onState("open");
    // Without a place to resume at, whatever was fetched before this moment may have missed an event. With one, the
    // server replays what was missed, or says itself that there is a gap.
    if (this.lastSeq === null) this.gap(seq);
  }

  private gap(seq: number): void {
    const anew = this.lastSeq !== null && seq < this.lastSeq;
    this.lastSeq = seq;
    this.seen.clear();
    this.options.onGap(anew);
  }

  private event(event: LiveEvent): void {
    if (event.seq !== null) {
      if (this.seen.has(event.seq)) return;
      this.seen.add(event.seq);
      if (this.seen.size > SEEN_KEPT) this.seen.delete(this.seen.values().next().value ?? 0);
      this.lastSeq = Math.max(this.lastSeq ?? 0, event.seq);
    }
    this.options.onEvent(event);
  }

  private subscribe(topics: string[]): void {
    if (topics.length === 0) return;
    if (this.send({ type: "subscribe", topics })) this.options.onWatched(topics);
  }

  private unwatch(topics: readonly string[]): void {
    const gone: string[] = [];
    for (const topic of topics) {
      const watchers = (this.watched.get(topic) ?? 1) - 1;
      if (watchers > 0) this.watched.set(topic, watchers);
      else {
        this.watched.delete(topic);
        if (!this.always.has(topic)) gone.push(topic);
      }
    }
    if (!this.hidden) this.send({ type: "unsubscribe", topics: gone });
  }

  private send(frame: ClientFrame): boolean {
    if ("topics" in frame && frame.topics.length === 0) return false;
    if (this.socket?.readyState !== this.socketClass.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}
