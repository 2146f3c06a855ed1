/** A change of one entity, as the server sends it. */
export interface LiveEvent {
  type: "event";
  seq: number | null;
  topic: string;
  kind: string; // job.progress, job.succeeded, …
  id: string;
  v: number | null;
  at: string;
  data: Record<string, unknown>;
}

export type ServerFrame =
  | { type: "hello"; seq: number; at: string; server: { version: string; instance: string } }
  | LiveEvent
  | { type: "gap"; seq: number }
  | { type: "pong"; at: string };

export type ClientFrame = { type: "subscribe" | "unsubscribe"; topics: string[] } | { type: "ping" };

/** A picture as it develops: small WebP bytes of one step. */
export interface PreviewFrame {
  jobId: string;
  index: number; // which picture of the job
  step: number;
  image: Blob;
}

const PREVIEW_VERSION = 1;

export function readFrame(text: string): ServerFrame | undefined {
  try {
    const frame = JSON.parse(text) as ServerFrame | null;
    return typeof frame?.type === "string" ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes: version 1 · n · n of the job's id · picture index, 2 big-endian · step, 2 big-endian · WebP. */
export function readPreview(buffer: ArrayBuffer): PreviewFrame | undefined {
  const view = new DataView(buffer);
  if (view.byteLength < 6 || view.getUint8(0) !== PREVIEW_VERSION) return undefined;
  const start = 2 + view.getUint8(1);
  if (view.byteLength <= start + 4) return undefined;
  return {
    jobId: new TextDecoder("ascii").decode(new Uint8Array(buffer, 2, start - 2)),
    index: view.getUint16(start),
    step: view.getUint16(start + 2),
    image: new Blob([new Uint8Array(buffer, start + 4)], { type: "image/webp" }),
  };
}
