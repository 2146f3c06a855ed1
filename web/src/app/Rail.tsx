import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen, Settings } from "lucide-react";
import { lazy, Suspense } from "react";

import { useLogin } from "@/api/login";
import { Lamp } from "@/components/Lamp";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { useLooks } from "@/lib/looks";

import { PLACES, type Place } from "./nav";
import { useStudioStatus } from "./studio-status";

const AccountMenu = lazy(() => import("./AccountMenu"));

const SETTINGS = { to: "/settings", label: "Settings", icon: Settings, keys: "G ," } as const;

export function Rail() {
  const folded = useLooks((looks) => looks.railFolded);
  const setLooks = useLooks((looks) => looks.set);
  const me = useLogin((login) => login.me);
  const { lamp } = useStudioStatus();
  return (
    <nav
      aria-label="Main"
      className={cn(
        "sticky top-0 flex h-dvh shrink-0 flex-col gap-0.5 border-r border-line-1 bg-bg-1 p-2 pb-[calc(var(--strip)+8px)]",
        folded ? "w-(--rail-folded)" : "w-(--rail)",
      )}
    >
      <Link
        to="/create"
        aria-label="Safelight"
        className="mb-2 flex h-9 items-center gap-2.5 rounded-control px-2.5 font-semibold"
      >
        <Lamp state={lamp} size={20} />
        {!folded && <span className="text-lg">Safelight</span>}
      </Link>
      {PLACES.map((place) => (
        <Entry key={place.to} place={place} folded={folded} />
      ))}
      <div className="grow" />
      {me && (
        <Suspense fallback={<div className="h-11" />}>
          <AccountMenu me={me} folded={folded} />
        </Suspense>
      )}
      <Entry place={SETTINGS} folded={folded} />
      <IconButton
        icon={folded ? PanelLeftOpen : PanelLeftClose}
        label={folded ? "Show the words" : "Fold the rail"}
        keys="["
        side="right"
        className={cn("h-9", folded ? "w-full" : "w-10 self-start")}
        onClick={() => setLooks({ railFolded: !folded })}
      />
    </nav>
  );
}

function Entry({ place, folded }: { place: Place | typeof SETTINGS; folded: boolean }) {
  const { to, label, icon: Icon, keys } = place;
  const link = (
    <Link
      to={to}
      aria-label={label}
      activeOptions={{ includeSearch: false }}
      className={cn(
        "flex h-9 items-center gap-3 rounded-control px-2.5 text-text-2 transition-colors duration-state hover:bg-bg-3 hover:text-text-1",
        "aria-[current=page]:bg-bg-3 aria-[current=page]:font-medium aria-[current=page]:text-text-1 aria-[current=page]:[&_svg]:text-lamp",
      )}
    >
      <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
      {!folded && label}
    </Link>
  );
  return folded ? (
    <Tooltip text={label} keys={keys} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
