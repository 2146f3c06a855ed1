import { did, NOTHING_DONE, redo, undo, type Act, type History } from "./history";
import { draw } from "./painting";

/** The ink of a mask on its canvas, with all that was done to it. */
export class Mask {
  canvas: HTMLCanvasElement | null = null;
  private before: HTMLCanvasElement | null = null;
  private history: History = NOTHING_DONE;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.history;

  attach(canvas: HTMLCanvasElement | null) {
    this.canvas = canvas;
    if (canvas) this.refresh();
  }

  get ground(): CanvasRenderingContext2D | undefined {
    return this.canvas?.getContext("2d") ?? undefined;
  }

  /** What the mask begins with. */
  beginWith(ink: HTMLCanvasElement) {
    this.before = ink;
    this.refresh();
  }

  act(act: Act) {
    if (this.ground) draw(this.ground, act);
    this.drawn(act);
  }

  /** A stroke that is on the canvas already. */
  drawn(act: Act) {
    this.keep(did(this.history, act));
  }

  undo = () => {
    this.keep(undo(this.history));
    this.refresh();
  };

  redo = () => {
    this.keep(redo(this.history));
    this.refresh();
  };

  /** Draws all anew, as without a stroke that was given up. */
  refresh() {
    const { ground } = this;
    if (!ground) return;
    const { width, height } = ground.canvas;
    ground.clearRect(0, 0, width, height);
    if (this.before) ground.drawImage(this.before, 0, 0, width, height);
    for (const act of this.history.done) draw(ground, act);
  }

  private keep(history: History) {
    this.history = history;
    for (const listener of this.listeners) listener();
  }
}
