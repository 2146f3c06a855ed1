import { useMatches } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import type { LampState } from "@/components/Lamp";
import { percent } from "@/lib/format";
import { jobTitle } from "@/lib/job-words";
import { usePageTitleStore } from "@/lib/page-title";

import { useStudioStatus } from "./studio-status";

const EVERY = 5000;

function setFavicon(lamp: LampState): void {
  document.querySelector("#favicon")?.setAttribute("href", `/lamp-${lamp}.svg`);
}

/** "Ada · Safelight", or "21 % Ada · Safelight" while she is learnt; progress changes it every 5 s at most. */
export function useDocumentTitle(): void {
  const { main, lamp } = useStudioStatus();
  const section = useMatches({
    select: (matches) => matches.findLast((match) => match.staticData.title)?.staticData.title,
  });
  const name = usePageTitleStore((state) => state.name);
  const place = name ?? section;
  const running = main && `${percent(main.progress.fraction ?? 0)} ${jobTitle(main).replace(/^Learn /, "")}`;
  const title = [running ?? place, "Safelight"].filter(Boolean).join(" · ");
  const calm = `${place ?? ""} ${main?.id ?? ""}`; // a change of these shows at once
  const last = useRef({ calm: "", at: 0 });

  useEffect(() => setFavicon(lamp), [lamp]);
  useEffect(() => {
    const show = () => {
      document.title = title;
      last.current = { calm, at: Date.now() };
    };
    const wait = last.current.calm === calm ? last.current.at + EVERY - Date.now() : 0;
    if (wait <= 0) {
      show();
      return;
    }
    const timer = setTimeout(show, wait);
    return () => clearTimeout(timer);
  }, [title, calm]);
}
