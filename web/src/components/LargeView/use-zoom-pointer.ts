import { useEffect, useEffectEvent, useRef, type PointerEvent, type RefObject } from "react";

import { oneToOne, panned, WHOLE, zoomAt, type Geometry, type Zoom } from "./zoom";

interface Options {
  stage: RefObject<HTMLElement | null>;
  geometry: Geometry | undefined;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  /** A finger's swipe over a whole picture. */
  onSwipe?: ((way: "left" | "right" | "down") => void) | undefined;
  onTap?: (() => void) | undefined;
}

const WHEEL = 0.0022; // how much a pixel of the wheel comes closer
const SWIPE = 56; // pixels
const TWICE = 300; // ms between two taps

interface Point {
  x: number;
  y: number;
}

const middle = (a: Point, b: Point) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

/** Wheel, pinch, drag, double click and swipe on a stage. */
export function useZoomPointer({ stage, geometry, zoom, onZoom, onSwipe, onTap }: Options) {
  const fingers = useRef(new Map<number, Point>());
  const begin = useRef<Point & { at: number; moved: boolean }>(undefined);
  const tapped = useRef(0);
  const at = (event: { clientX: number; clientY: number }): Point => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };

  const wheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = at(event);
    // A touchpad's pinch comes as a wheel with Ctrl, in small steps.
    const step = -event.deltaY * WHEEL * (event.ctrlKey ? 4 : 1) * (event.deltaMode === 1 ? 24 : 1);
    if (geometry) onZoom(zoomAt(zoom, geometry, Math.exp(step), x, y));
  });
  useEffect(() => {
    const element = stage.current;
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, [stage]);

  const toggle = ({ x, y }: Point) => {
    if (!geometry) return;
    if (zoom.k > 1) {
      onZoom(WHOLE);
      return;
    }
    const close = Math.max(oneToOne(WHOLE, geometry, window.devicePixelRatio).k, 2);
    onZoom(zoomAt(zoom, geometry, close, x, y));
  };

  return {
    onDoubleClick: (event: { clientX: number; clientY: number }) => toggle(at(event)),
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, at(event));
      begin.current = { ...at(event), at: event.timeStamp, moved: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const before = fingers.current.get(event.pointerId);
      if (!before || !geometry) return;
      const now = at(event);
      const others = [...fingers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      fingers.current.set(event.pointerId, now);
      if (begin.current && apart(begin.current, now) > 6) begin.current.moved = true;
      const [other] = others;
      if (other) {
        const { x, y } = middle(now, other);
        const closer = zoomAt(zoom, geometry, apart(now, other) / Math.max(1, apart(before, other)), x, y);
        onZoom(panned(closer, geometry, (now.x - before.x) / 2, (now.y - before.y) / 2));
        begin.current = undefined; // two fingers swipe nothing
      } else if (zoom.k > 1) onZoom(panned(zoom, geometry, now.x - before.x, now.y - before.y));
    },
    onPointerUp: (event: PointerEvent) => {
      const now = fingers.current.get(event.pointerId);
      fingers.current.delete(event.pointerId);
      const from = begin.current;
      begin.current = undefined;
      if (!now || !from || event.pointerType !== "touch") return;
      const [dx, dy] = [now.x - from.x, now.y - from.y];
      if (!from.moved) {
        if (event.timeStamp - tapped.current < TWICE) toggle(now);
        onTap?.();
        tapped.current = event.timeStamp;
      } else if (zoom.k === 1 && Math.abs(dx) > SWIPE && Math.abs(dx) > Math.abs(dy))
        onSwipe?.(dx < 0 ? "left" : "right");
      else if (zoom.k === 1 && dy > SWIPE * 1.5) onSwipe?.("down");
    },
    onPointerCancel: (event: PointerEvent) => {
      fingers.current.delete(event.pointerId);
      begin.current = undefined;
    },
  };
}
