import type { QueryKey } from "@tanstack/react-query";

import { galleryKeys, type GalleryFilter, type GalleryItem } from "@/api/gallery";

import { rollOf, type Roll, type Span } from "./roll";
import type { PictureSource } from "./source";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Numbers that look random and are the same each time. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` letters: what people make, or with `wild` anything a letter can say. */
export function fakeShapes(count: number, random: () => number, wild = false): string {
  const common = "gggUUsYoKc";
  const from = wild ? LETTERS : common;
  return Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join("");
}

/** The id of the fake picture that `place` newer ones come before. */
export function fakeId(place: number): string {
  return `pic_${String(9_999_999 - place).padStart(7, "0")}`;
}

/** A roll of months with so many pictures each. */
export function fakeRoll(counts: readonly number[], seed = 1): Roll {
  const random = dice(seed);
  let first = 0;
  const months = counts.map((count, i) => {
    const start = first;
    first += count;
    const year = 2026 - Math.floor(i / 12);
    const anchors = Array.from({ length: Math.ceil(count / 200) }, (_, at) => fakeId(start + at * 200));
    return {
      month: `${year}-${String(12 - (i % 12)).padStart(2, "0")}`,
      count,
      shapes: fakeShapes(count, random),
      anchors,
    };
  });
  return rollOf({ months });
}

export function fakeItem(id: string, change: Partial<GalleryItem> = {}): GalleryItem {
  return {
    id,
    generation_id: "gen_1",
    url: `/files/${id}.png`,
    thumbnail_url: `/files/${id}.webp`,
    width: 512,
    height: 512,
    thumbhash: null,
    favourite: false,
    kind: "image",
    created_at: "2026-11-20T12:00:00Z",
    deleted_at: null,
    prompt: `picture ${id}`,
    character_id: null,
    character_name: null,
    model: "starter",
    seed: 1,
    ...change,
  };
}

/** A server with one list of pictures, newest first; the test changes it and holds its answers back. */
export class FakeGallery implements PictureSource {
  readonly key: QueryKey;
  readonly asked: { what: string; signal: AbortSignal }[] = [];
  private gate: Promise<void> = Promise.resolve();

  constructor(
    public items: GalleryItem[],
    filter: GalleryFilter = {},
  ) {
    this.key = galleryKeys.of(filter);
  }

  static of(count: number, filter?: GalleryFilter): FakeGallery {
    return new FakeGallery(
      Array.from({ length: count }, (_, place) => fakeItem(fakeId(place))),
      filter,
    );
  }

  /** Answers wait until the returned function is called; what they say is what was true when they were asked. */
  hold(): () => void {
    let open: () => void = () => undefined;
    this.gate = new Promise((done) => (open = done));
    return open;
  }

  skeleton = (signal: AbortSignal) => {
    const { items } = this;
    const anchors = items.filter((_, place) => place % 200 === 0).map(({ id }) => id);
    const month = { month: "2026-11", count: items.length, shapes: "g".repeat(items.length), anchors };
    return this.answer("skeleton", signal, { months: items.length > 0 ? [month] : [] });
  };

  span = ({ from, count }: Span, signal: AbortSignal) => {
    const found = this.items.filter(({ id }) => id <= from).slice(0, count);
    return this.answer(`${count} from ${from}`, signal, found);
  };

  private async answer<T>(what: string, signal: AbortSignal, answer: T): Promise<T> {
    this.asked.push({ what, signal });
    await this.gate;
    signal.throwIfAborted();
    return answer;
  }
}
