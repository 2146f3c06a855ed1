import { Link, useMatches } from "@tanstack/react-router";
import { CircleHelp, Search } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { usePageTitleStore } from "@/lib/page-title";

import { useOverlays } from "./overlay-state";

/** Where one is, and the way to anything else. */
export function Head() {
  const show = useOverlays((state) => state.show);
  return (
    <header className="sticky top-0 z-20 flex h-head shrink-0 items-center gap-3 border-b border-line-1 bg-bg-0 px-4 sm:px-6">
      <Crumbs />
      <button
        type="button"
        onClick={() => show("palette")}
        className="ml-auto flex h-8 items-center gap-2 rounded-control border border-line-2 bg-bg-2 px-2.5 text-text-3 hover:border-text-3 max-md:size-control max-md:justify-center max-md:border-0 max-md:bg-transparent md:w-72"
      >
        <Search aria-hidden className="size-4 max-md:size-5" strokeWidth={1.75} />
        <span className="grow text-left max-md:sr-only">Search or do anything</span>
        <Kbd keys="Mod+K" className="max-md:hidden" />
      </button>
      <IconButton
        icon={CircleHelp}
        label="Keys"
        keys="?"
        onClick={() => show("shortcuts")}
        className="max-sm:hidden"
      />
    </header>
  );
}

function Crumbs() {
  const section = useMatches({
    select: (matches) => matches.findLast((match) => match.staticData.title)?.staticData,
  });
  const name = usePageTitleStore((state) => state.name);
  if (!section) return null;
  const title = <span className={name ? "text-text-3" : "font-medium"}>{section.title}</span>;
  return (
    <nav aria-label="Where you are" className="flex min-w-0 items-center gap-2">
      {section.to ? (
        <Link to={section.to} className="rounded-control hover:underline">
          {title}
        </Link>
      ) : (
        title
      )}
      {name && (
        <>
          <span aria-hidden className="text-text-3">
            /
          </span>
          <span aria-current="page" className="truncate font-medium">
            {name}
          </span>
        </>
      )}
    </nav>
  );
}
