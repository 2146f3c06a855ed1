import { useMutationState } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { savingKey } from "../changes";

const TICK = 1000;

function words(seconds: number): string {
  if (seconds < 60) return `saved ${Math.max(1, Math.round(seconds))} s ago`;
  return seconds < 3600 ? `saved ${Math.floor(seconds / 60)} min ago` : "saved";
}

/** Whether everything on the page is kept, and since when. */
export function SavedMark({ id }: { id: string }) {
  const saves = useMutationState({
    filters: { mutationKey: savingKey(id) },
    select: ({ state }) => ({ status: state.status, at: state.submittedAt }),
  });
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(timer);
  }, []);
  const pending = saves.some(({ status }) => status === "pending");
  const last = saves.filter(({ status }) => status === "success").at(-1);
  const failed = saves.at(-1)?.status === "error";
  const text = pending ? "saving…" : failed ? "not saved" : last ? words((now - last.at) / 1000) : "saved";
  return (
    <span className="text-text-3 tabular-nums max-sm:grow" aria-live="off">
      {text}
    </span>
  );
}
