import { create } from "zustand";

import type { SocketState } from "./socket";

interface Connection {
  /**
   * "live": events arrive, or have stopped for less than 3 s, about which nothing is said.
   * "lost": no contact since `since`; "polling": no events, but the jobs are asked for every 5 s.
   */
  state: "live" | "lost" | "polling";
  since: Date | null;
}

export const useConnection = create<Connection>()(() => ({ state: "live", since: null }));

const QUIET = 3000;
const POLL_AFTER = 15_000;
const POLL_EVERY = 5000;

/** Turns what the socket does into what is said about it, and asks by itself when the socket stays away. */
export class ConnectionWatch {
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private downSince: Date | null = new Date();

  /** `poll` fetches the jobs; the next call waits until it has settled. */
  constructor(private readonly poll: () => Promise<unknown>) {
    this.arm();
  }

  changed(state: SocketState): void {
    if (state === "open") {
      clearTimeout(this.quiet);
      clearTimeout(this.pollTimer);
      this.downSince = null;
      useConnection.setState({ state: "live", since: null });
    } else if (this.downSince === null) {
      this.downSince = new Date();
      this.arm();
    }
  }

  private arm(): void {
    const since = this.downSince;
    this.quiet = setTimeout(() => useConnection.setState({ state: "lost", since }), QUIET);
    this.pollTimer = setTimeout(() => void this.ask(since), POLL_AFTER);
  }

  private async ask(since: Date | null): Promise<void> {
    const reached = await this.poll().then(
      () => true,
      () => false,
    );
    if (this.downSince !== since) return; // the socket came back meanwhile
    useConnection.setState({ state: reached ? "polling" : "lost" });
    this.pollTimer = setTimeout(() => void this.ask(since), POLL_EVERY);
  }
}
