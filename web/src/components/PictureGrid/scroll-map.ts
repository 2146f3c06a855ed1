/** Browsers cut boxes above 2^24 device pixels; half of that, on screens of two pixels to one. */
export const TALLEST = 8_000_000;

const NEAR = 3; // screens

/**
 * Maps the scroll box to the roll, which may be taller than a box can be. Short ways count one to one, so that a wheel
 * feels the same everywhere; jumps of the scrollbar land in proportion, but near both ends, where it is one to one
 * again. When all is still, `settle` says where the scrollbar belongs.
 */
export class ScrollMap {
  /** Where the screen's upper edge is in the roll. */
  offset = 0;
  private top = 0;
  private height = 0;
  private screen = 0;

  constructor(private readonly tallest = TALLEST) {}

  /** The height to give the box. */
  get box(): number {
    return Math.min(this.height, this.tallest);
  }

  /** What to add to a scroll position of the box to have the place in the roll. */
  get shift(): number {
    return this.offset - this.top;
  }

  /** The roll or the screen has another height. Keeps the offset as far as there is one. */
  resize(height: number, screen: number): void {
    this.height = height;
    this.screen = screen;
    this.offset = Math.min(this.offset, this.longest);
    this.top = this.scaled ? Math.min(this.top, this.box - screen) : this.offset;
  }

  /** The box was scrolled to `top`; gives back the place in the roll. */
  scrolled(top: number): number {
    const way = top - this.top;
    this.top = top;
    if (!this.scaled) this.offset = top;
    else if (Math.abs(way) < this.near) this.offset = this.inside(this.offset + way);
    else this.offset = this.inside(Math.round(stretch(top, this.longestTop, this.longest, this.near)));
    return this.offset;
  }

  /** Where the box must be scrolled to for a place in the roll to be at the screen's upper edge. */
  jump(offset: number): number {
    this.offset = this.inside(offset);
    this.top = this.right;
    return this.top;
  }

  /** The scroll position that the present place has in proportion, if it has drifted from it; then it is there. */
  settle(): number | undefined {
    const { right } = this;
    if (Math.abs(right - this.top) < 1) return undefined;
    this.top = right;
    return right;
  }

  private get scaled(): boolean {
    return this.height > this.tallest;
  }

  private get near(): number {
    return this.screen * NEAR;
  }

  private get longest(): number {
    return Math.max(0, this.height - this.screen);
  }

  private get longestTop(): number {
    return Math.max(0, this.box - this.screen);
  }

  private get right(): number {
    return this.scaled
      ? Math.round(stretch(this.offset, this.longest, this.longestTop, this.near))
      : this.offset;
  }

  private inside(offset: number): number {
    return Math.min(Math.max(0, offset), this.longest);
  }
}

/** A place on a way of one length, on a way of another: the same near both ends, in proportion between. */
function stretch(place: number, from: number, to: number, near: number): number {
  if (place < near) return place;
  if (from - place < near) return to - (from - place);
  return near + ((place - near) / (from - 2 * near)) * (to - 2 * near);
}
