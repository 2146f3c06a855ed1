import { useRef, useState, type FocusEvent, type KeyboardEvent } from "react";

import type { Point } from "./history";
import type { Mask } from "./mask";
import { stroke } from "./painting";

interface Options {
  mask: Mask;
  brush: { size: number; erase: boolean };
  width: number;
  height: number;
}

const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The brush by keys: arrows move it by half its size, with Shift by a pixel; Space puts it down and lifts it. */
export function useKeyBrush({ mask, brush, width, height }: Options) {
  const [spot, setSpot] = useState<Point | null>(null);
  const [down, setDown] = useState(false);
  const points = useRef<Point[]>([]);

  const paint = (to: Point) => {
    const last = points.current.at(-1);
    points.current.push(to);
    const ground = mask.ground;
    if (ground) stroke(ground, brush, last ? [last, to] : [to]);
  };
  const lift = () => {
    if (points.current.length > 0) mask.drawn({ kind: "stroke", ...brush, points: points.current });
    points.current = [];
    setDown(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = spot ?? { x: width / 2, y: height / 2, press: 1 };
    const way = WAYS[event.key];
    if (way) {
      event.preventDefault();
      const by = event.shiftKey ? 1 : Math.max(1, brush.size / 2);
      const to = {
        x: Math.min(width, Math.max(0, now.x + way[0] * by)),
        y: Math.min(height, Math.max(0, now.y + way[1] * by)),
        press: 1,
      };
      setSpot(to);
      if (down) paint(to);
    } else if (event.key === " ") {
      event.preventDefault();
      if (down) lift();
      else {
        setSpot(now);
        setDown(true);
        paint(now);
      }
    }
  };
  const verb = brush.erase ? "erasing" : "painting";
  const where =
    spot && `${Math.round((spot.x / width) * 100)} % across, ${Math.round((spot.y / height) * 100)} % down`;
  return {
    spot,
    down,
    /** For those who do not see the brush. */
    says: where ? `${where}${down ? `, ${verb}` : ""}` : "",
    on: {
      onKeyDown,
      onFocus: ({ currentTarget }: FocusEvent) => {
        if (currentTarget.matches(":focus-visible"))
          setSpot((now) => now ?? { x: width / 2, y: height / 2, press: 1 });
      },
      onBlur: () => {
        lift();
        setSpot(null);
      },
      onPointerDownCapture: () => {
        lift();
        setSpot(null);
      },
    },
  };
}
