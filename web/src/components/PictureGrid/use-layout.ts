import { useEffect, useState } from "react";

import { lay, type Layout, type Look } from "./layout";
import type { Roll } from "./roll";

// 100,000 pictures take 4 ms, less than handing them to a worker and back, and the zoom then follows the hand.
const AT_ONCE = 150_000;

interface Wanted {
  roll: Roll;
  look: Look;
}

const kept: (Wanted & { layout: Layout })[] = []; // so that coming back shows the old place at once
const KEPT = 3;

const sameLook = (a: Look, b: Look) =>
  a.width === b.width && a.rowHeight === b.rowHeight && a.gap === b.gap && a.columns === b.columns;

function remember(wanted: Wanted, layout: Layout): Layout {
  kept.unshift({ ...wanted, layout });
  kept.length = Math.min(kept.length, KEPT);
  return layout;
}

function atOnce(roll: Roll, look: Look): Layout | undefined {
  const known = kept.find((each) => each.roll === roll && sameLook(each.look, look));
  if (known) return known.layout;
  return roll.total <= AT_ONCE ? remember({ roll, look }, lay(roll.months, look)) : undefined;
}

let worker: Worker | undefined;
let asked = 0;

function layBeside(roll: Roll, look: Look): Promise<Layout> {
  worker ??= new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  const { months } = roll;
  const number = (asked += 1);
  const desk = worker;
  return new Promise((done, failed) => {
    const heard = ({ data }: MessageEvent<{ number: number; layout: Layout }>) => {
      if (data.number !== number) return;
      desk.removeEventListener("message", heard);
      done(remember({ roll, look }, data.layout));
    };
    desk.addEventListener("message", heard);
    desk.addEventListener("error", () => failed(new Error("The layout could not be computed")), {
      once: true,
    });
    desk.postMessage({ number, months, look });
  });
}

/** Where all pictures stand; until a new layout of many is computed, the former one. */
export function useLayout(roll: Roll, look: Look | undefined): Layout | undefined {
  const now = look && atOnce(roll, look);
  const [computed, setComputed] = useState<Layout>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    if (!look || now) return;
    let current = true;
    layBeside(roll, look).then(
      (layout) => current && setComputed(layout),
      (error: unknown) => current && setFailure(error as Error),
    );
    return () => void (current = false);
  }, [roll, look, now]);
  if (failure) throw failure;
  return now ?? computed;
}
