import { useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react";

import type { GalleryItem } from "@/api/gallery";
import { useNarrow } from "@/lib/use-media";

import { chosenCount, EVERYTHING, isChosen, NOTHING, toggle, type Choice } from "./choice";
import { DateRail } from "./DateRail";
import { GoToDate } from "./GoToDate";
import { rowOf, type Layout, type Look } from "./layout";
import { MonthHeadings } from "./MonthHeadings";
import type { Step } from "./move";
import { NewPill } from "./NewPill";
import { QuickLook } from "./QuickLook";
import { Row } from "./Row";
import { useCursor } from "./use-cursor";
import { useGridKeys, type GridActions } from "./use-grid-keys";
import { useGridPointer } from "./use-grid-pointer";
import { useLayout } from "./use-layout";
import type { Pictures } from "./use-pictures";
import { useRanges } from "./use-ranges";
import { useViewport, type View } from "./use-viewport";
import { useWidth } from "./use-width";

interface Props {
  pictures: Pictures;
  /** What the grid shows, for those who do not see it. */
  label: string;
  rowHeight: number;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  actions: GridActions;
  /** In a tab of its own. */
  onOpenApart?: (item: GalleryItem) => void;
  /** The picture that is looked at in a large view over the grid. */
  current?: string | undefined;
  /** The picture that one comes from: the grid begins there. */
  from?: string | undefined;
  /** Space that something lies over, at the screen's edges. */
  insets?: { top: number; bottom: number };
}

const GAP = 4;
const HEADING = 44;
const LONG = 2500; // pixels, from which on a rail of dates is of use
const INSETS = { top: 56, bottom: 40 };

/** All pictures of a roll in one scroll, by keyboard, mouse and finger. */
export function PictureGrid({ pictures, label, rowHeight, choice, onChoice, actions, ...props }: Props) {
  const { onOpenApart, current, from, insets = INSETS } = props;
  const { roll, at, placeOf, look, newer, accept } = pictures;
  const name = useId();
  const grid = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const narrow = useNarrow();
  const looks = useMemo<Look | undefined>(
    () =>
      width ? { width, rowHeight, gap: GAP, heading: HEADING, ...(narrow && { columns: 3 }) } : undefined,
    [width, rowHeight, narrow],
  );
  const layout = useLayout(roll, looks);
  const { view, atTop, reveal, scrollTo, toTop, offset } = useViewport({
    box,
    layout,
    idAt: (place) => at(place)?.id,
    placeOf,
    insets,
  });
  const cursor = useCursor(pictures);
  const ranges = useRanges(pictures, choice, onChoice);
  const [over, setOver] = useState<"quick look" | "dates">();
  const looking = over === "quick look";

  const first = layout?.rowStart[view.first] ?? 0;
  const last = (layout?.rowStart[view.last + 1] ?? 0) - 1;
  useEffect(() => look(first, last, view.rushing), [look, first, last, view.rushing]);

  const fewer = newer !== undefined && newer.total <= roll.total;
  useEffect(() => {
    if (newer && (atTop || fewer)) void accept(first, last);
  }, [newer, atTop, fewer, accept, first, last]);

  // Back from the large view, where one may have walked on: the keyboard is at the picture that was looked at last.
  const follow = useEffectEvent((id: string) => {
    grid.current?.focus({ preventScroll: true });
    const place = placeOf(id);
    if (place == null) return;
    cursor.go({ place });
    requestAnimationFrame(() => reveal(place, "middle"));
  });
  const looked = useRef(current ?? from);
  useEffect(() => {
    if (current !== undefined) looked.current = current;
    else if (looked.current !== undefined && layout) {
      follow(looked.current);
      looked.current = undefined;
    }
  }, [current, layout]);

  const goTo = (place: number) => {
    cursor.go({ place });
    ranges.end();
  };
  const step = (way: Step, extend: boolean) => {
    if (!layout || roll.total === 0) return;
    const start = cursor.place;
    const to = cursor.step(layout, way, window.innerHeight - insets.top - insets.bottom);
    reveal(to);
    if (extend) void ranges.extend(start, to);
    else ranges.end();
  };
  const toggleAt = (place: number) => {
    const item = at(place);
    if (item) onChoice(toggle(choice, item.id));
    goTo(place);
    grid.current?.focus({ preventScroll: true });
  };
  const openAt = (place: number) => {
    const item = at(place);
    goTo(place);
    if (item && actions.open) actions.open(item);
    else setOver(item && "quick look");
  };
  const chosen = chosenCount(choice, roll.total);
  useGridKeys(
    grid,
    {
      step,
      item: () => cursor.item,
      open: () => openAt(cursor.place),
      toggle: () => toggleAt(cursor.place),
      chooseAll: () => onChoice(EVERYTHING),
      chooseNone: () => onChoice(NOTHING),
      quickLook: () => setOver(looking ? undefined : "quick look"),
      goToDate: () => setOver("dates"),
      chosen,
      looking,
    },
    actions,
    current === undefined,
  );
  const pointer = useGridPointer({
    open: openAt,
    openApart: (place) => {
      const item = at(place);
      if (item) onOpenApart?.(item);
    },
    toggle: toggleAt,
    extend: (place) => {
      void ranges.extend(cursor.place, place);
      cursor.go({ place });
    },
    idsToDrag: (place) => {
      const item = at(place);
      if (!item) return [];
      return !choice.all && choice.ids.has(item.id) ? [...choice.ids] : [item.id];
    },
    anyChosen: chosen > 0,
  });

  const rows = layout ? rowsToDraw(layout, view, cursor.place) : [];
  return (
    <div className="flex gap-2">
      <div ref={box} className="relative min-w-0 grow [overflow-anchor:none]">
        {layout && (
          <>
            {/* One tab stop; the picture that the keyboard is at is named by aria-activedescendant. */}
            {}
            <div
              ref={grid}
              role="grid"
              tabIndex={0}
              aria-label={label}
              aria-rowcount={layout.rowTop.length}
              aria-multiselectable
              aria-activedescendant={roll.total > 0 ? `${name}-${cursor.place}` : undefined}
              className="group/grid absolute inset-0 scroll-mt-16 shadow-none! outline-none!"
              {...pointer}
            >
              {rows.map((row) => (
                <Row
                  key={row}
                  name={name}
                  layout={layout}
                  row={row}
                  shift={view.shift}
                  rushing={view.rushing}
                  cursor={cursor.place}
                  at={at}
                  isChosen={(id) => isChosen(choice, id)}
                />
              ))}
            </div>
            <MonthHeadings layout={layout} view={view} />
          </>
        )}
      </div>
      {layout && layout.height > LONG && (
        <DateRail layout={layout} offset={offset} onJump={scrollTo} insets={insets} />
      )}
      {newer && !atTop && !fewer && <NewPill count={newer.total - roll.total} onClick={toTop} />}
      {looking && cursor.item && (
        <QuickLook
          item={cursor.item}
          place={cursor.place}
          total={roll.total}
          onClose={() => setOver(undefined)}
        />
      )}
      {layout && over === "dates" && (
        <GoToDate
          sections={layout.sections}
          onClose={() => setOver(undefined)}
          onGo={(section) => {
            goTo(section.first);
            scrollTo(section.top - insets.top);
            grid.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

/** The rows on the screen, and the one where the keyboard is, wherever that is. */
function rowsToDraw(layout: Layout, { first, last }: View, cursor: number): number[] {
  const end = Math.min(last, layout.rowTop.length - 1);
  const rows = Array.from({ length: Math.max(0, end - first + 1) }, (_, i) => first + i);
  const there = rowOf(layout, cursor);
  if (rows.length === 0 || (there >= first && there <= end)) return rows;
  return there < first ? [there, ...rows] : [...rows, there];
}
