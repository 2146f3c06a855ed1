import { useEffect, useState, type RefObject } from "react";

const MORE = 2; // screens that are drawn beyond what is seen, above and below

export interface Rows {
  first: number;
  last: number; // the one after the last
}

/** Which rows of equal height are near the screen. */
export function rowsAt(top: number, screen: number, height: number, total: number): Rows {
  const first = Math.floor((-top - screen * MORE) / height);
  const last = Math.ceil((-top + screen * (1 + MORE)) / height);
  return { first: Math.max(0, Math.min(first, total - 1)), last: Math.min(total, Math.max(last, 1)) };
}

/** The rows of a box that are to be drawn, as the window is scrolled. */
export function useRows(box: RefObject<HTMLElement | null>, height: number, total: number): Rows {
  const [rows, setRows] = useState<Rows>({ first: 0, last: Math.min(total, 20) });
  useEffect(() => {
    const measure = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      const next = rowsAt(top, window.innerHeight, height, total);
      setRows((before) => (before.first === next.first && before.last === next.last ? before : next));
    };
    measure();
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    return () => {
      window.removeEventListener("scroll", measure);
      window.removeEventListener("resize", measure);
    };
  }, [box, height, total]);
  return { first: Math.min(rows.first, Math.max(0, total - 1)), last: Math.min(rows.last, total) };
}
