/**
 * Collects work and does it once per animation frame; a hidden tab has no frames, so there a timer does it.
 * Work under the same key is done once, by its last version: only the newest progress of a job matters.
 */
export class FrameBatch<T> {
  private work = new Map<string, T>();
  private scheduled = false;
  private nextKey = 0;

  constructor(private readonly run: (batch: T[]) => void) {}

  add(item: T, key?: string): void {
    const name = key ?? `#${(this.nextKey += 1)}`;
    this.work.delete(name); // the newer one takes its place in time as well
    this.work.set(name, item);
    if (this.scheduled) return;
    this.scheduled = true;
    if (document.hidden) setTimeout(this.flush, 250);
    else requestAnimationFrame(this.flush);
  }

  private readonly flush = (): void => {
    const batch = [...this.work.values()];
    this.work = new Map();
    this.scheduled = false;
    this.run(batch);
  };
}
