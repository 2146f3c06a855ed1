import { useRef, type DragEvent, type MouseEvent, type PointerEvent } from "react";

const LONG_PRESS = 450;
const SLOP = 10; // pixels that a resting finger moves

/** The type under which a dragged tile carries its picture's id, and nothing else. */
export const DRAGGED_PICTURES = "application/x-safelight-pictures";

interface Hand {
  open: (place: number) => void;
  openApart: (place: number) => void;
  toggle: (place: number) => void;
  extend: (place: number) => void;
  idsToDrag: (place: number) => string[];
  anyChosen: boolean;
}

function tileOf(event: { target: EventTarget }) {
  const target = event.target as Element;
  const tile = target.closest<HTMLElement>("[data-place]");
  return tile && { place: Number(tile.dataset.place), onCheck: target.closest("[data-choose]") !== null };
}

/** What a mouse and a finger do in the grid: one listener for all tiles. */
export function useGridPointer(hand: Hand) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined>(undefined);
  const swallow = useRef(false); // the click that ends a long press
  const letGo = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  return {
    onClick: (event: MouseEvent) => {
      const tile = tileOf(event);
      const swallowed = swallow.current;
      swallow.current = false;
      if (!tile || swallowed) return;
      const { place, onCheck } = tile;
      const touch = (event.nativeEvent as globalThis.PointerEvent).pointerType === "touch";
      if (event.shiftKey) hand.extend(place);
      else if (onCheck || event.ctrlKey || event.metaKey || (touch && hand.anyChosen)) hand.toggle(place);
      else hand.open(place);
    },
    onAuxClick: (event: MouseEvent) => {
      const tile = tileOf(event);
      if (tile && event.button === 1) hand.openApart(tile.place);
    },
    onMouseDown: (event: MouseEvent) => {
      if (event.shiftKey) event.preventDefault(); // selects no text
    },
    onPointerDown: (event: PointerEvent) => {
      const tile = tileOf(event);
      swallow.current = false;
      if (!tile || event.pointerType !== "touch") return;
      const timer = setTimeout(() => {
        swallow.current = true;
        if ("vibrate" in navigator) navigator.vibrate(10);
        hand.toggle(tile.place);
      }, LONG_PRESS);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = press;
      if (current && Math.hypot(event.clientX - current.x, event.clientY - current.y) > SLOP) letGo();
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onContextMenu: (event: MouseEvent) => {
      if (press.current || swallow.current) event.preventDefault(); // a finger that rests means: choose
    },
    onDragStart: (event: DragEvent) => {
      const tile = tileOf(event);
      const ids = tile ? hand.idsToDrag(tile.place) : [];
      if (press.current || ids.length === 0) {
        event.preventDefault();
        return;
      }
      event.dataTransfer.setData(DRAGGED_PICTURES, JSON.stringify(ids));
      event.dataTransfer.setData("text/plain", ids.join("\n"));
      event.dataTransfer.effectAllowed = "copy";
    },
  };
}
