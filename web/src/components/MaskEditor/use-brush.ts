import { useRef, type PointerEvent } from "react";

import type { Point } from "./history";
import type { Mask } from "./mask";
import { stroke } from "./painting";

interface Brush {
  size: number;
  erase: boolean;
}

interface Options {
  mask: Mask;
  brush: Brush;
  /** Pixels of the screen for each of the picture's. */
  scale: number;
  /** What scrolls when the picture is larger than the screen. */
  room: HTMLElement | null;
  onZoom: (factor: number) => void;
  onHover: (at: { x: number; y: number } | null) => void;
}

const LIGHTEST = 0.25;

/** A mouse, a pen or one finger draws; two fingers move and zoom. */
export function useBrush({ mask, brush, scale, room, onZoom, onHover }: Options) {
  const points = useRef<Point[]>([]);
  const fingers = useRef(new Map<number, { x: number; y: number }>());

  const pointOf = (event: PointerEvent<HTMLElement>): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const press = event.pointerType === "pen" ? LIGHTEST + (1 - LIGHTEST) * event.pressure : 1;
    return { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale, press };
  };
  const finish = () => {
    if (points.current.length > 0) mask.drawn({ kind: "stroke", ...brush, points: points.current });
    points.current = [];
  };
  const giveUp = () => {
    points.current = [];
    mask.refresh();
  };
  const pinch = (event: PointerEvent<HTMLElement>) => {
    const before = [...fingers.current.values()];
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = [...fingers.current.values()];
    const [a, b, c, d] = [before[0], before[1], now[0], now[1]];
    if (!a || !b || !c || !d) return;
    onZoom(Math.hypot(c.x - d.x, c.y - d.y) / (Math.hypot(a.x - b.x, a.y - b.y) || 1));
    room?.scrollBy((a.x + b.x - c.x - d.x) / 2, (a.y + b.y - c.y - d.y) / 2);
  };

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button > 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (fingers.current.size > 1) {
        giveUp();
        return;
      }
      points.current = [pointOf(event)];
      const ground = mask.ground;
      if (ground) stroke(ground, brush, points.current);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const point = pointOf(event);
      onHover(event.pointerType === "touch" ? null : point);
      if (fingers.current.size > 1) {
        pinch(event);
        return;
      }
      const last = points.current.at(-1);
      if (!last) return;
      points.current.push(point);
      const ground = mask.ground;
      if (ground) stroke(ground, brush, [last, point]);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      fingers.current.delete(event.pointerId);
      finish();
    },
    onPointerCancel: (event: PointerEvent<HTMLElement>) => {
      fingers.current.delete(event.pointerId);
      giveUp();
    },
    onPointerLeave: () => onHover(null),
  };
}
