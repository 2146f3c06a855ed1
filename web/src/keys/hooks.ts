import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

import { keys, type Scope, type Shortcut } from "./registry";

interface Options {
  scope?: Scope;
  /** With scope "component": the element that must contain the focus. */
  within?: RefObject<Element | null>;
}

/** Keys that work while the component is shown. The list may be made anew on each render. */
export function useShortcuts(shortcuts: readonly Shortcut[], { scope = "page", within }: Options = {}): void {
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(
    () =>
      keys.add({ scope, shortcuts: () => latest.current, ...(within && { element: () => within.current }) }),
    [scope, within],
  );
}

/** Silences the keys of the page while a dialog is open. Our Dialog and Sheet call it. */
export function useDialogKeys(open: boolean): void {
  useEffect(() => (open ? keys.openDialog() : undefined), [open]);
}
