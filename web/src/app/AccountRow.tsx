import { Link } from "@tanstack/react-router";
import { LogOut } from "lucide-react";

import { logOut } from "@/api/login";
import type { Me } from "@/api/people";
import { Initials } from "@/components/people/Initials";
import { sayFailed } from "@/components/toast";

interface Props {
  me: Me;
  className: string;
  onGone: () => void;
}

/** Who one is, on narrow screens: a row that leads to the account, and the way out. */
export default function AccountRow({ me, className, onGone }: Props) {
  return (
    <>
      <Link to="/settings" search={{ group: "account" }} className={className} onClick={onGone}>
        <Initials of={me} />
        {me.full_name || me.name}
        <span className="text-text-3">{me.role}</span>
      </Link>
      <button
        type="button"
        className={className}
        onClick={() => void logOut().catch((error: unknown) => sayFailed("You are still logged in.", error))}
      >
        <LogOut aria-hidden />
        Log out
      </button>
    </>
  );
}
