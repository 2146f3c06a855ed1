import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from "react";

import { rowAt, rowOf, type Layout } from "./layout";
import { ScrollMap } from "./scroll-map";

/** What is drawn: rows `first` to `last`, moved by `shift`; the screen's own upper edge is at `offset`. */
export interface View {
  first: number;
  last: number;
  shift: number;
  box: number;
  /** Faster than one can look: no pictures are asked for. */
  rushing: boolean;
}

/** What should stay where it is when the layout changes. */
interface Anchor {
  place: number;
  id: string | undefined;
  below: number; // pixels from the screen's upper edge to the row's
}

interface Options {
  box: RefObject<HTMLElement | null>;
  layout: Layout | undefined;
  idAt: (place: number) => string | undefined;
  placeOf: (id: string) => number | null | undefined;
  /** Space at the screen's edges that something lies over. */
  insets: { top: number; bottom: number };
}

const MOST_TILES = 560;
const AHEAD = 2; // screens drawn in the direction of the movement
const BEHIND = 0.5;
const RUSH = 4; // screens a second
const CALM = 1.5;
const STILL = 140; // ms without scrolling
const START: View = { first: 0, last: -1, shift: 0, box: 0, rushing: false };

/** Draws what is on the screen of a long roll, and moves it. */
export function useViewport({ box, layout, idAt, placeOf, insets }: Options) {
  const [map] = useState(() => new ScrollMap());
  const [view, setView] = useState(START);
  const [atTop, setAtTop] = useState(true);
  const motion = useRef({ at: 0, offset: 0, speed: 0 });
  const anchor = useRef<Anchor>(undefined);

  const draw = useEffectEvent((now: number, still = false) => {
    const element = box.current;
    if (!element || !layout) return;
    const offset = map.scrolled(Math.max(0, -element.getBoundingClientRect().top));
    const screen = window.innerHeight;
    const way = offset - motion.current.offset;
    const speed = still ? 0 : Math.abs(way) / screen / (Math.max(8, now - motion.current.at) / 1000);
    motion.current = { at: now, offset, speed };
    setView((before) => {
      const rushing = speed > RUSH || (before.rushing && speed > CALM);
      const rows = rowsAround(layout, offset, screen, rushing ? 0 : Math.sign(way));
      const next = { ...rows, shift: map.shift, box: map.box, rushing };
      return sameView(before, next) ? before : next;
    });
    setAtTop(offset < 8);
    anchor.current = anchorAt(layout, offset, screen, idAt);
  });

  const scrollTo = (offset: number) => {
    const element = box.current;
    if (!element) return;
    // Above the roll stands the page's own head.
    const top = element.getBoundingClientRect().top + map.jump(offset) + Math.min(0, offset);
    window.scrollBy({ top, behavior: "instant" });
  };

  useEffect(() => {
    let frame = 0;
    let still: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      const right = map.settle();
      const element = box.current;
      if (right !== undefined && element)
        window.scrollBy({ top: element.getBoundingClientRect().top + right, behavior: "instant" });
      draw(performance.now(), true);
    };
    const moved = () => {
      frame ||= requestAnimationFrame((now) => {
        frame = 0;
        draw(now);
      });
      clearTimeout(still);
      still = setTimeout(rest, STILL);
    };
    window.addEventListener("scroll", moved, { passive: true });
    window.addEventListener("resize", moved);
    return () => {
      window.removeEventListener("scroll", moved);
      window.removeEventListener("resize", moved);
      cancelAnimationFrame(frame);
      clearTimeout(still);
    };
  }, [box, map]);

  // Another layout: what was in the middle of the screen stays there.
  const relaid = useEffectEvent((next: Layout) => {
    const stay = anchor.current;
    map.resize(next.height, window.innerHeight);
    box.current?.style.setProperty("height", `${map.box}px`);
    if (stay && !atTop) {
      const place = (stay.id ? placeOf(stay.id) : null) ?? Math.min(stay.place, next.total - 1);
      if (place >= 0) scrollTo((next.rowTop[rowOf(next, place)] ?? 0) - stay.below);
    }
    draw(performance.now(), true);
  });
  useLayoutEffect(() => {
    if (layout) relaid(layout);
  }, [layout]);

  /** Brings a picture onto the screen: no further than needed, or to its middle. */
  const reveal = (place: number, how: "nearest" | "middle" = "nearest") => {
    if (!layout) return;
    const row = rowOf(layout, place);
    const top = layout.rowTop[row] ?? 0;
    const bottom = top + (layout.rowHeight[row] ?? 0);
    const screen = window.innerHeight;
    const element = box.current;
    const offset = element ? map.offset - Math.max(0, element.getBoundingClientRect().top) : map.offset;
    const above = layout.sections.some((section) => section.row === row) ? layout.look.heading : 8;
    if (how === "middle" && (top < offset + insets.top || bottom > offset + screen - insets.bottom))
      scrollTo((top + bottom - screen) / 2);
    else if (top - above < offset + insets.top) scrollTo(top - above - insets.top);
    else if (bottom + 8 > offset + screen - insets.bottom) scrollTo(bottom + 8 - screen + insets.bottom);
  };

  const toTop = () => {
    map.jump(0);
    window.scrollTo({ top: 0, behavior: "instant" });
  };

  return { view, atTop, reveal, scrollTo, toTop, offset: () => map.offset };
}

function sameView(a: View, b: View): boolean {
  return (
    a.first === b.first &&
    a.last === b.last &&
    a.shift === b.shift &&
    a.box === b.box &&
    a.rushing === b.rushing
  );
}

/** The rows to draw: more ahead than behind, and never more tiles than a browser moves with ease. */
export function rowsAround(layout: Layout, offset: number, screen: number, direction: number) {
  let above = screen * (direction < 0 ? AHEAD : direction > 0 ? BEHIND : 1);
  let below = screen * (direction > 0 ? AHEAD : direction < 0 ? BEHIND : 1);
  for (;;) {
    const first = rowAt(layout, offset - above);
    const last = rowAt(layout, offset + screen + below);
    const tiles = (layout.rowStart[last + 1] ?? 0) - (layout.rowStart[first] ?? 0);
    if (tiles <= MOST_TILES || above + below < 1) return { first, last };
    above /= 2;
    below /= 2;
  }
}

function anchorAt(
  layout: Layout,
  offset: number,
  screen: number,
  idAt: (place: number) => string | undefined,
): Anchor | undefined {
  if (layout.total === 0) return undefined;
  const row = rowAt(layout, offset + screen / 2);
  const place = layout.rowStart[row] ?? 0;
  return { place, id: idAt(place), below: (layout.rowTop[row] ?? 0) - offset };
}
