import { notifyManager, type QueryClient } from "@tanstack/react-query";

import { bearer, refused, useLogin } from "@/api/login";
import { forgetAll } from "@/lib/newest";
import { setServerTime } from "@/lib/server-clock";

import { ConnectionWatch } from "./connection";
import { FrameBatch } from "./frame-batch";
import { dispatch } from "./handlers";
import { PreviewStore } from "./previews";
import type { LiveEvent } from "./protocol";
import { LiveSocket } from "./socket";

export const previews = new PreviewStore();

/** Progress comes often and each one is whole, so only the last of a frame counts. */
function coalescingKey(event: LiveEvent): string | undefined {
  return event.kind.endsWith(".progress") ? `${event.kind} ${event.id}` : undefined;
}

/** Where events come from. A browser cannot set headers on a socket, so the key travels as a subprotocol. */
export function eventsAddress(after: number | null): { url: string; protocols?: string[] } {
  const url = new URL("/api/v1/events", globalThis.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (after !== null) url.searchParams.set("after", String(after));
  const key = bearer();
  if (!key) return { url: url.href };
  const latin = String.fromCharCode(...new TextEncoder().encode(key));
  const encoded = btoa(latin).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return { url: url.href, protocols: ["safelight", `bearer.${encoded}`] };
}

/** Queries whose topics include one of these; without topics, all that live on events. */
function liveQueries(topics?: readonly string[]) {
  return ({ meta }: { meta?: { topics?: readonly string[] } | undefined }) =>
    meta?.topics?.some((topic) => topics?.includes(topic) ?? true) ?? false;
}

export class Live {
  private readonly socket: LiveSocket;

  constructor(client: QueryClient, options: { WebSocket?: typeof WebSocket } = {}) {
    const batch = new FrameBatch<LiveEvent>((events) =>
      notifyManager.batch(() => {
        for (const event of events) dispatch(event, client);
      }),
    );
    const watch = new ConnectionWatch(() =>
      client.refetchQueries({ predicate: liveQueries(["jobs"]), type: "active" }, { throwOnError: true }),
    );
    this.socket = new LiveSocket({
      ...options,
      address: eventsAddress,
      onEvent: (event) => batch.add(event, coalescingKey(event)),
      onPreview: (preview) => previews.add(preview),
      onGap: (anew) => {
        const affected = { predicate: liveQueries() };
        if (anew) {
          forgetAll();
          void client.resetQueries(affected);
        } else void client.invalidateQueries(affected, { cancelRefetch: false });
      },
      onState: (state) => watch.changed(state),
      onTime: setServerTime,
      onRefused: refused,
      // What was cached while nobody watched may be old; what is being fetched now is not.
      onWatched: (topics) =>
        void client.invalidateQueries(
          { predicate: (query) => query.state.data !== undefined && liveQueries(topics)(query) },
          { cancelRefetch: false },
        ),
    });
  }

  /** Connects, and listens to the window; returns what undoes it. */
  start(): () => void {
    const hurry = () => this.socket.hurry();
    const visibility = () => this.socket.setHidden(document.hidden);
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", visibility);
    // A token that is renewed stays the same log-in, and what is connected stays connected.
    const stopKey = useLogin.subscribe((now, before) => {
      const same = now.key === before.key && now.me?.account_id === before.me?.account_id;
      if (now.phase !== "in") this.socket.stop();
      else if (before.phase !== "in") this.socket.start();
      else if (!same) this.socket.restart();
    });
    if (useLogin.getState().phase === "in") this.socket.start();
    return () => {
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", visibility);
      stopKey();
      this.socket.stop();
    };
  }

  watch(topics: readonly string[]): () => void {
    return this.socket.watch(topics);
  }
}
