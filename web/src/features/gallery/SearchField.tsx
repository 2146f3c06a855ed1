import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from "react";

import { Chip } from "@/components/ui/badge";
import { Kbd } from "@/components/ui/kbd";
import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { readGallerySearch, type GallerySearch } from "@/lib/gallery-search";

import { chipsOf } from "./filters";
import { characterNames, modelNames } from "./queries";
import { suggestionsFor, withWords } from "./suggestions";

interface Props {
  search: GallerySearch;
  onSearch: (search: GallerySearch, how?: { replace: boolean }) => void;
  enabled: boolean;
}

const PAUSE = 250; // ms of not typing, after which what stands there is searched for

const same = (a: GallerySearch, b: GallerySearch) =>
  JSON.stringify(readGallerySearch(a)) === JSON.stringify(readGallerySearch(b));

/** What narrows the gallery, as chips, and a field for more: it searches while one types. */
export function SearchField({ search, onSearch, enabled }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const { data: characters = [] } = useQuery(characterNames);
  const { data: models = [] } = useQuery(modelNames);
  // What is typed and already searched for is in the address as well; its chips come when it is finished.
  const [typed, setTyped] = useState({ text: "", base: search, shown: search });
  const [address, setAddress] = useState(search);
  if (address !== search) {
    setAddress(search);
    if (!same(search, typed.shown)) setTyped({ text: "", base: search, shown: search });
  }
  const { text, base } = typed;
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const options = suggestionsFor(text, base, { characters, models, now: new Date() });
  const chips = chipsOf(base, (id) => characters.find((character) => character.id === id)?.name);

  const finish = (next: GallerySearch) => {
    setTyped({ text: "", base: next, shown: next });
    setActive(0);
    onSearch(next);
  };
  const type = (next: string) => {
    setTyped({ ...typed, text: next });
    setActive(0);
    setOpen(true);
  };
  const searchAhead = useEffectEvent(() => {
    const shown = text.trim() === "" || /[*:@]/.test(text) ? base : withWords(base, text);
    if (same(shown, typed.shown)) return;
    setTyped({ ...typed, shown });
    onSearch(shown, { replace: typed.shown !== base });
  });
  useEffect(() => {
    const timer = setTimeout(searchAhead, PAUSE);
    return () => clearTimeout(timer);
  }, [text]);

  useShortcuts([
    { id: "gallery search", keys: "/", label: "Search", enabled, run: () => input.current?.focus() },
  ]);
  const keys = (event: KeyboardEvent) => {
    const last = options.length - 1;
    const does: Record<string, (() => void) | undefined> = {
      ArrowDown: () => setActive(open ? Math.min(last, active + 1) : 0),
      ArrowUp: () => setActive(Math.max(0, active - 1)),
      Enter: () => {
        const option = options[active];
        if (option && (text !== "" || open)) finish(option.search);
        setOpen(false);
      },
      Escape: open ? () => setOpen(false) : text !== "" ? () => type("") : () => input.current?.blur(),
      Backspace: text === "" && chips.length > 0 ? () => finish(chips.at(-1)?.rest ?? {}) : undefined,
    };
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (event.key.startsWith("Arrow")) setOpen(true);
  };
  const listed = open && options.some(({ key }) => key !== "words"); // Enter takes the words anyway
  return (
    <div className="relative min-w-0 grow basis-72">
      <div className="flex min-h-control flex-wrap items-center gap-1 rounded-control border border-line-2 bg-bg-2 px-2 py-0.5 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus hover:border-text-3">
        <Search aria-hidden className="size-4 shrink-0 text-text-3" strokeWidth={1.75} />
        {chips.map(({ key, label, rest }) => (
          <Chip key={key} onRemove={() => finish(rest)}>
            {label}
          </Chip>
        ))}
        <input
          ref={input}
          role="combobox"
          aria-label="Search pictures"
          aria-expanded={listed}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={listed ? `${list}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={chips.length > 0 ? "" : "Words, a character, *starred, last month"}
          onChange={({ target }) => type(target.value)}
          onKeyDown={keys}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          className="h-6 min-w-24 grow bg-transparent px-1 shadow-none! outline-none! placeholder:text-text-3"
        />
        {chips.length === 0 && text === "" && <Kbd keys="/" className="text-text-3 max-sm:hidden" />}
        {(chips.length > 0 || text !== "") && (
          <button
            type="button"
            aria-label="Clear the search"
            onClick={() => finish({})}
            className="flex size-6 shrink-0 items-center justify-center rounded-control text-text-3 hover:bg-bg-3 hover:text-text-1"
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
      </div>
      <div
        id={list}
        role="listbox"
        aria-label="Suggestions"
        hidden={!listed}
        className="absolute inset-x-0 top-full z-30 mt-1 overflow-hidden rounded-card border border-line-1 bg-bg-3 p-1"
      >
        {options.map(({ key, label, note, search: next }, i) => (
          <button
            type="button"
            tabIndex={-1}
            key={key}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
            onClick={() => {
              finish(next);
              setOpen(false);
            }}
            onPointerMove={() => setActive(i)}
            className={cn(
              "flex min-h-control w-full items-center gap-2 rounded-control px-2",
              i === active && "bg-bg-4",
            )}
          >
            <span className="truncate">{label}</span>{" "}
            <span className="ml-auto shrink-0 text-sm text-text-3">{note}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
