import type { ServerFrame } from "@/live/protocol";

export const fakeSockets: FakeSocket[] = [];

/** A WebSocket whose server is the test. */
export class FakeSocket {
  static readonly OPEN = 1;
  readonly sent: unknown[] = [];
  readyState = 0;
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols?: string[],
  ) {
    fakeSockets.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  raw(data: string | ArrayBuffer): void {
    this.onmessage?.({ data });
  }

  receive(frame: ServerFrame | { type: string; seq?: number }): void {
    this.raw(JSON.stringify(frame));
  }

  hello(seq = 0): void {
    this.receive({
      type: "hello",
      seq,
      at: new Date().toISOString(),
      server: { version: "1", instance: "srv_1" },
    });
  }

  event(part: Record<string, unknown>): void {
    const at = new Date().toISOString();
    this.raw(
      JSON.stringify({
        type: "event",
        seq: 1,
        topic: "jobs",
        kind: "job.progress",
        id: "job_1",
        v: null,
        at,
        data: {},
        ...part,
      }),
    );
  }
}
