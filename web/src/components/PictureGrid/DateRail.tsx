import { useEffect, useEffectEvent, useRef, useState, type PointerEvent } from "react";

import { useShortcuts } from "@/keys/hooks";
import { monthShort, monthWords } from "@/lib/calendar";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { useNarrow } from "@/lib/use-media";

import { sectionAt, type Layout } from "./layout";
import { marksOf } from "./rail-marks";

interface Props {
  layout: Layout;
  offset: () => number;
  onJump: (offset: number) => void;
  insets: { top: number; bottom: number };
}

const SHOWN = 1500; // ms that a finger's handle stays after scrolling

/** All months from the newest down to the oldest; a click or a drag goes there. */
export function DateRail({ layout, offset, onJump, insets }: Props) {
  const rail = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const [at, setAt] = useState(0); // offset in the roll
  const [dragging, setDragging] = useState(false);
  const [moving, setMoving] = useState(false);
  const [height, setHeight] = useState(0);
  const longest = Math.max(1, layout.height - window.innerHeight);
  const share = Math.min(1, Math.max(0, at / longest));

  const follow = useEffectEvent(() => setAt(offset()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      requestAnimationFrame(follow);
      setMoving(true);
      clearTimeout(timer);
      timer = setTimeout(() => setMoving(false), SHOWN);
    };
    const measure = () => setHeight(rail.current?.clientHeight ?? 0);
    measure();
    window.addEventListener("scroll", moved, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("scroll", moved);
      window.removeEventListener("resize", measure);
    };
  }, [layout]);

  const jump = (event: PointerEvent) => {
    const box = rail.current?.getBoundingClientRect();
    if (box) onJump(Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)) * longest);
  };
  const drag = {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragging(true);
      if (!narrow) jump(event);
    },
    onPointerMove: (event: PointerEvent) => dragging && jump(event),
    onPointerUp: () => setDragging(false),
    onPointerCancel: () => setDragging(false),
  };

  const section = sectionAt(layout, at + 1);
  const index = section ? layout.sections.indexOf(section) : 0;
  const toMonth = (next: number) => {
    const to = layout.sections[Math.min(layout.sections.length - 1, Math.max(0, next))];
    if (to) onJump(to.top - insets.top);
  };
  useShortcuts(
    [
      { id: "rail newer", keys: "ArrowUp", label: "A month newer", run: () => toMonth(index - 1) },
      { id: "rail older", keys: "ArrowDown", label: "A month older", run: () => toMonth(index + 1) },
      { id: "rail newest", keys: "Home", label: "The newest month", run: () => toMonth(0) },
      { id: "rail oldest", keys: "End", label: "The oldest month", run: () => toMonth(Infinity) },
    ],
    { scope: "component", within: rail },
  );
  if (layout.sections.length === 0) return null;
  const bubble = (
    <span
      className={cn(
        "pointer-events-none absolute right-full mr-2 rounded-control border border-line-1 bg-bg-3 px-2 py-1 text-sm whitespace-nowrap shadow-float",
        dragging ? "block" : "hidden",
      )}
    >
      {section && monthWords(section.month)}
    </span>
  );
  return (
    <div
      ref={rail}
      role="slider"
      tabIndex={0}
      aria-label="Date"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={layout.sections.length - 1}
      aria-valuenow={index}
      aria-valuetext={section && `${monthWords(section.month)}, ${count(section.count, "picture")}`}
      style={{ top: insets.top + 8, height: `calc(100dvh - ${insets.top + insets.bottom + 16}px)` }}
      className={cn(
        "sticky z-10 touch-none select-none",
        narrow ? "pointer-events-none fixed right-0 w-11" : "w-14 shrink-0 cursor-ns-resize",
      )}
      {...(!narrow && drag)}
    >
      {narrow ? (
        <span
          style={{ transform: `translateY(${share * Math.max(0, height - 44)}px)` }}
          className={cn(
            "pointer-events-auto absolute right-0 flex h-11 w-11 touch-none items-center justify-end transition-opacity duration-state",
            !moving && !dragging && "pointer-events-none opacity-0",
          )}
          {...drag}
        >
          {bubble}
          <span className="h-9 w-2 rounded-l-full bg-text-2" />
        </span>
      ) : (
        <>
          {marksOf(layout.sections, longest, height).map(({ month, y, year }) => (
            <span
              key={month}
              aria-hidden
              style={{ transform: `translateY(calc(${y}px - 50%))` }}
              className={cn(
                "absolute top-0 right-5 text-xs text-text-3 tabular-nums",
                year && "font-medium text-text-1",
              )}
            >
              {year ? month.slice(0, 4) : monthShort(month)}
            </span>
          ))}
          <span
            style={{ transform: `translateY(${share * height}px)` }}
            className="absolute top-0 right-0 flex h-0 w-full items-center"
          >
            {bubble}
            <span className="ml-auto h-0.5 w-3 rounded-full bg-lamp" />
          </span>
        </>
      )}
    </div>
  );
}
