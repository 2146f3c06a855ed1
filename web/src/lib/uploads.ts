// Files on their way to the server: four at a time, each with its own progress, cancel and try again.

export type UploadState = "waiting" | "sending" | "done" | "failed";

/** What is sent: a file, or several that go together. */
interface Sendable {
  readonly name: string;
  readonly size: number; // bytes
}

export interface Upload<R, F extends Sendable = File> {
  readonly id: string;
  readonly file: F;
  readonly state: UploadState;
  readonly sent: number; // bytes
  readonly result?: R;
  readonly error?: unknown;
}

export type Send<R, F extends Sendable = File> = (
  file: F,
  options: { signal: AbortSignal; onProgress: (sent: number) => void },
) => Promise<R>;

interface Options {
  parallel?: number;
  newId?: () => string;
}

export class UploadQueue<R, F extends Sendable = File> {
  private items: readonly Upload<R, F>[] = [];
  private readonly running = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();
  private readonly parallel: number;
  private readonly newId: () => string;
  private nextId = 0;

  constructor(
    private readonly send: Send<R, F>,
    options: Options = {},
  ) {
    this.parallel = options.parallel ?? 4;
    this.newId = options.newId ?? (() => `upload-${(this.nextId += 1)}`);
  }

  /** The uploads in the order they came; the same array until something changes. */
  readonly list = (): readonly Upload<R, F>[] => this.items;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(files: Iterable<F>): string[] {
    const added = [...files].map((file) => ({ id: this.newId(), file, state: "waiting" as const, sent: 0 }));
    this.change([...this.items, ...added]);
    this.fill();
    return added.map((item) => item.id);
  }

  /** Stops an upload and takes it off the list. */
  remove(id: string): void {
    this.running.get(id)?.abort();
    this.running.delete(id);
    this.change(this.items.filter((item) => item.id !== id));
    this.fill();
  }

  retry(id: string): void {
    const item = this.items.find((each) => each.id === id);
    if (item?.state !== "failed") return;
    this.replace(id, { id, file: item.file, state: "waiting", sent: 0 });
    this.fill();
  }

  clear(): void {
    for (const control of this.running.values()) control.abort();
    this.running.clear();
    this.change([]);
  }

  private fill(): void {
    for (const item of this.items) {
      if (this.running.size >= this.parallel) return;
      if (item.state === "waiting") void this.start(item);
    }
  }

  private async start({ id, file }: Upload<R, F>): Promise<void> {
    const control = new AbortController();
    this.running.set(id, control);
    this.patch(id, { state: "sending" });
    const onProgress = (sent: number) => this.patch(id, { sent });
    try {
      const result = await this.send(file, { signal: control.signal, onProgress });
      this.patch(id, { state: "done", sent: file.size, result });
    } catch (error) {
      if (!control.signal.aborted) this.patch(id, { state: "failed", error });
    }
    if (this.running.get(id) === control) this.running.delete(id);
    this.fill();
  }

  private patch(id: string, change: Partial<Upload<R, F>>): void {
    const item = this.items.find((each) => each.id === id);
    if (item) this.replace(id, { ...item, ...change });
  }

  private replace(id: string, next: Upload<R, F>): void {
    this.change(this.items.map((item) => (item.id === id ? next : item)));
  }

  private change(items: readonly Upload<R, F>[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}

/** The whole of a list of uploads, for one line of text. */
export function uploadTotals(items: readonly Upload<unknown, Sendable>[]) {
  const open = items.filter((item) => item.state === "waiting" || item.state === "sending");
  return {
    files: items.length,
    done: items.filter((item) => item.state === "done").length,
    failed: items.filter((item) => item.state === "failed").length,
    open: open.length,
    bytes: items.reduce((sum, item) => sum + item.file.size, 0),
    sent: items.reduce((sum, item) => sum + item.sent, 0),
  };
}
