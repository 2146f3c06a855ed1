import { lazy, Suspense, useEffect } from "react";

import { useOverlays } from "./overlay-state";

const loadPalette = () => import("./CommandPalette");
const CommandPalette = lazy(loadPalette);
const KeyDialog = lazy(() => import("./KeyDialog"));
const ShortcutSheet = lazy(() => import("./ShortcutSheet"));
const Toasts = lazy(() => import("./Toasts"));

/** What lies over the page when asked for; fetched when the page is idle, so that it opens at once. */
export function Overlays() {
  const open = useOverlays((state) => state.open);
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Suspense>
      {open === "palette" && <CommandPalette />}
      {open === "shortcuts" && <ShortcutSheet />}
      <Toasts />
      <KeyDialog />
    </Suspense>
  );
}
