import { Link } from "@tanstack/react-router";
import { Ellipsis, Keyboard, ListOrdered, Settings } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { useLogin } from "@/api/login";
import { cn } from "@/lib/cn";

import { PLACES } from "./nav";
import { useOverlays } from "./overlay-state";

const AccountRow = lazy(() => import("./AccountRow"));
const Sheet = lazy(async () => ({ default: (await import("@/components/ui/dialog")).Sheet }));

const FIRST = [...PLACES.slice(0, 3), { to: "/queue", label: "Queue", icon: ListOrdered } as const];
const MORE = [...PLACES.slice(3), { to: "/settings", label: "Settings", icon: Settings } as const];

const cell = cn(
  "flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-text-2 -outline-offset-4!",
  "aria-[current=page]:text-text-1 aria-[current=page]:[&_svg]:text-lamp [&_svg]:size-5 [&_svg]:stroke-[1.75]",
);
const row =
  "flex h-12 w-full items-center gap-3 rounded-control px-2 text-lg [&_svg]:size-5 [&_svg]:stroke-[1.75]";

/** The rail of narrow screens. */
export function BottomBar() {
  const [more, setMore] = useState(false);
  const show = useOverlays((state) => state.show);
  const me = useLogin((login) => login.me);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex h-bottom-bar border-t border-line-1 bg-bg-1 pb-[env(safe-area-inset-bottom)]"
    >
      {FIRST.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={cell} activeOptions={{ includeSearch: false }}>
          <Icon aria-hidden />
          {label}
        </Link>
      ))}
      <button type="button" className={cell} aria-haspopup="dialog" onClick={() => setMore(true)}>
        <Ellipsis aria-hidden />
        More
      </button>
      <Suspense>
        <Sheet open={more} onOpenChange={setMore} title="More">
          {MORE.map(({ to, label, icon: Icon }) => (
            <Link key={to} to={to} className={row} onClick={() => setMore(false)}>
              <Icon aria-hidden />
              {label}
            </Link>
          ))}
          <button
            type="button"
            className={row}
            onClick={() => {
              setMore(false);
              show("shortcuts");
            }}
          >
            <Keyboard aria-hidden />
            Keys
          </button>
          {me && <AccountRow me={me} className={row} onGone={() => setMore(false)} />}
        </Sheet>
      </Suspense>
    </nav>
  );
}
