import { useEffect, useState } from "react";

export const SECTIONS = [
  { key: "pictures", label: "Pictures" },
  { key: "words", label: "Words" },
  { key: "plan", label: "Plan" },
] as const;

export type SectionKey = (typeof SECTIONS)[number]["key"];

/** Which section is being looked at, and the way to another; the address follows. */
export function useSections() {
  const [current, setCurrent] = useState<SectionKey>("pictures");
  useEffect(() => {
    const find = () => {
      const middle = window.innerHeight / 2;
      const passed = SECTIONS.filter(({ key }) => {
        const box = document.getElementById(key)?.getBoundingClientRect();
        return box && box.top < middle;
      });
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 4;
      const short = document.documentElement.scrollHeight <= window.innerHeight;
      const last = (atEnd && !short ? SECTIONS.at(-1) : passed.at(-1))?.key ?? "pictures";
      setCurrent(last);
    };
    find();
    window.addEventListener("scroll", find, { passive: true });
    return () => window.removeEventListener("scroll", find);
  }, []);
  const goTo = (key: SectionKey) => {
    const section = document.getElementById(key);
    section?.scrollIntoView({ block: "start" });
    section?.focus({ preventScroll: true });
    history.replaceState(history.state, "", `#${key}`);
  };
  return { current, goTo };
}
