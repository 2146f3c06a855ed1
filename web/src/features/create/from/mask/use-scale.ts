import { useLayoutEffect, useState, type RefObject } from "react";

const MOST = 16;

/** How large a picture is shown: whole at first, then as near as one likes. */
export function useScale(room: RefObject<HTMLElement | null>, width: number, height: number) {
  const [whole, setWhole] = useState(1);
  const [closer, setCloser] = useState(1);
  useLayoutEffect(() => {
    const element = room.current;
    if (!element) return;
    const measure = () => setWhole(Math.min(element.clientWidth / width, element.clientHeight / height) || 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [room, width, height]);
  return {
    scale: whole * closer,
    /** By a factor; 0 shows the whole picture. */
    zoom: (factor: number) => setCloser((now) => Math.min(MOST, Math.max(1, now * factor))),
  };
}
