import { Download } from "lucide-react";

import { logOut, useLogin } from "@/api/login";
import { saveFetched } from "@/components/save-fetched";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";

import { Logins } from "./Logins";
import { OwnName } from "./OwnName";
import { OwnPassword } from "./OwnPassword";

export const ROLES = {
  admin: "Admin: runs the studio, and gives others their accounts",
  member: "Member: makes pictures, trains characters and classifiers",
  viewer: "Viewer: looks at what others share",
} as const;

/** Who one is here: name, password, and where one is logged in. */
export default function AccountSettings() {
  const me = useLogin((login) => login.me);
  if (!me) return null;
  return (
    <div className="grid max-w-2xl gap-8 pt-1">
      <section className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="grow">
          <h2 className="text-lg font-medium">{me.full_name || me.name}</h2>
          <p className="text-text-2">
            {me.name} · {ROLES[me.role]}
          </p>
        </div>
        <Button
          onClick={() =>
            void logOut().catch((error: unknown) => sayFailed("You are still logged in.", error))
          }
        >
          Log out
        </Button>
      </section>
      <OwnName me={me} />
      <OwnPassword name={me.name} />
      <Logins />
      <section className="grid gap-2">
        <h2 className="font-medium">All that is yours</h2>
        <p className="max-w-[60ch] text-text-2">
          Pictures with their recipes, characters, datasets and what you asked for, as one zip file.
        </p>
        <Button
          className="justify-self-start"
          onClick={() => void saveFetched("/api/v1/export/mine", `safelight ${me.name}.zip`)}
        >
          <Download aria-hidden />
          Take it along
        </Button>
      </section>
    </div>
  );
}
