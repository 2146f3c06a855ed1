import type { PreviewFrame } from "./protocol";

export interface Preview {
  url: string;
  step: number;
}

const JOBS_KEPT = 24;
const FADE = 1000; // an old one may still be on its way out

/** The newest preview of each picture in the making. Addresses are given back when replaced or released. */
export class PreviewStore {
  private readonly jobs = new Map<string, Map<number, Preview>>();
  private readonly listeners = new Map<string, Set<() => void>>();

  add({ jobId, index, step, image }: PreviewFrame): void {
    const pictures = this.jobs.get(jobId) ?? new Map<number, Preview>();
    const before = pictures.get(index);
    if (before && before.step > step) return; // late
    pictures.set(index, { url: URL.createObjectURL(image), step });
    if (before) giveBack(before);
    this.jobs.delete(jobId);
    this.jobs.set(jobId, pictures);
    if (this.jobs.size > JOBS_KEPT) this.release(this.jobs.keys().next().value ?? "");
    this.tell(jobId);
  }

  get(jobId: string, index: number): Preview | undefined {
    return this.jobs.get(jobId)?.get(index);
  }

  /** The final picture is on the screen: the preview may go. */
  release(jobId: string): void {
    for (const preview of this.jobs.get(jobId)?.values() ?? []) giveBack(preview);
    if (this.jobs.delete(jobId)) this.tell(jobId);
  }

  subscribe(jobId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(jobId) ?? new Set();
    this.listeners.set(jobId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(jobId);
    };
  }

  private tell(jobId: string): void {
    for (const listener of this.listeners.get(jobId) ?? []) listener();
  }
}

function giveBack({ url }: Preview): void {
  setTimeout(() => URL.revokeObjectURL(url), FADE);
}
