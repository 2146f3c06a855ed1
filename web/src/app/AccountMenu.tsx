import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChartColumn, KeyRound, LogOut, UserRound } from "lucide-react";

import { limitsQuery, share } from "@/api/limits";
import { logOut } from "@/api/login";
import type { Me } from "@/api/people";
import { Initials } from "@/components/people/Initials";
import { sayFailed } from "@/components/toast";
import { DropdownMenu } from "@/components/ui/menu";
import { percent } from "@/lib/format";

interface Props {
  me: Me;
  folded: boolean;
}

/** Who one is here, how much of the day's share is used, and the way out. */
export default function AccountMenu({ me, folded }: Props) {
  const navigate = useNavigate();
  const { data: limits = [] } = useQuery(limitsQuery);
  const shares = limits.filter(({ name }) => name !== "requests_per_minute").map(share);
  const used = shares.length > 0 ? Math.max(...shares) : undefined;
  const to = (group: "account" | "keys" | "usage") => () =>
    void navigate({ to: "/settings", search: { group } });
  const name = me.full_name || me.name;
  return (
    <DropdownMenu
      side="right"
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${name}, ${me.role}`}
          title={used === undefined ? name : `${name}: ${percent(used)} of a limit used`}
          className="flex h-11 items-center gap-3 rounded-control px-1.5 text-left hover:bg-bg-3"
        >
          <Initials of={me} ring={used} />
          {!folded && (
            <span className="grid min-w-0 leading-tight">
              <span className="truncate">{name}</span>
              <span className="text-sm text-text-3">{me.role}</span>
            </span>
          )}
        </button>
      }
      groups={[
        [
          { label: "Account", icon: UserRound, run: to("account") },
          { label: "Keys", icon: KeyRound, run: to("keys") },
          { label: "Usage", icon: ChartColumn, run: to("usage") },
        ],
        [
          {
            label: "Log out",
            icon: LogOut,
            run: () => void logOut().catch((error: unknown) => sayFailed("You are still logged in.", error)),
          },
        ],
      ]}
    />
  );
}
