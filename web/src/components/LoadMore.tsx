import { useEffect, useEffectEvent, useRef } from "react";

import { Button } from "./ui/button";

/** The end of a list: more comes when it is near the screen, or by the button. */
export function LoadMore({ busy, onMore }: { busy: boolean; onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => {
    if (!busy) onMore();
  });
  useEffect(() => {
    if (!end.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: "600px",
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [busy]);
  return (
    <div ref={end} className="flex justify-center py-6">
      <Button busy={busy} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
