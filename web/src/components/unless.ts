import { useLogin, may } from "@/api/login";
import type { Scope } from "@/api/people-types";

const WORDS: Record<Scope, string> = {
  read: "You may not look at this",
  generate: "Viewers look, and change nothing",
  train: "Viewers look, and change nothing",
  admin: "Only admins do this",
};

/** Why whoever looks at this page may not do that; undefined where they may. */
export function useUnless(scope: Scope): string | undefined {
  return useLogin((login) => {
    if (may(scope, login)) return undefined;
    return login.me?.by === "key" ? "Your key does not reach that far" : WORDS[scope];
  });
}
