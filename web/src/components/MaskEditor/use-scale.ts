import { useLayoutEffect, useState } from "react";

const MOST = 16;

/** How large a picture is shown in a room: whole at first, then as near as one likes. */
export function useScale(room: HTMLElement | null, width: number, height: number) {
  const [whole, setWhole] = useState(1);
  const [closer, setCloser] = useState(1);
  useLayoutEffect(() => {
    if (!room) return;
    const measure = () => setWhole(Math.min(room.clientWidth / width, room.clientHeight / height) || 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(room);
    return () => observer.disconnect();
  }, [room, width, height]);
  return {
    scale: whole * closer,
    /** By a factor; 0 shows the whole picture. */
    zoom: (factor: number) => setCloser((now) => Math.min(MOST, Math.max(1, now * factor))),
  };
}
