import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";

import { TooltipProvider } from "@/components/ui/tooltip";
import { useNarrow } from "@/lib/use-media";
import { useTopics } from "@/live/hooks";

import { BottomBar } from "./BottomBar";
import { useDocumentTitle } from "./document-title";
import { useGlobalKeys } from "./global-keys";
import { Head } from "./Head";
import { Overlays } from "./Overlays";
import { Rail } from "./Rail";

// Apart from the page, which need not wait for it.
const StatusStrip = lazy(async () => ({ default: (await import("./StatusStrip")).StatusStrip }));

// Few events, and then every list that is kept in the cache is right.
const TOPICS = [
  "jobs",
  "workers",
  "characters",
  "classifiers",
  "datasets",
  "gallery",
  "styles",
  "models",
  "me",
];

/** What stands around every page: rail, head, status strip; and what belongs to all of them. */
export function Frame() {
  useTopics(TOPICS);
  useGlobalKeys();
  useDocumentTitle();
  const narrow = useNarrow();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // So that the next Tab goes on in the new page, and a screen reader reads it.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <TooltipProvider delayDuration={400}>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-bg-3 px-3 py-2 focus:translate-y-0"
      >
        Skip to the page
      </a>
      <div className="flex min-h-dvh">
        {!narrow && <Rail />}
        <div className="flex min-w-0 grow flex-col">
          <Head />
          <main
            ref={main}
            id="main"
            tabIndex={-1}
            className="flex w-full max-w-[1680px] grow flex-col px-4 pt-4 pb-[calc(var(--strip)+var(--bottom-bar)+24px)] shadow-none! outline-none! sm:px-6"
          >
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>
        <StatusStrip />
      </Suspense>
      {narrow && <BottomBar />}
      <Overlays />
    </TooltipProvider>
  );
}
