import type { Scope } from "@/api/people";

import type { KeyShown } from "./queries";

/** What a key may do, in plain words. */
export const SCOPES: Record<Scope, { label: string; help: string }> = {
  read: { label: "Look", help: "See pictures, characters, runs and jobs." },
  generate: { label: "Draw", help: "Make pictures and films, and change them." },
  train: { label: "Train", help: "Make characters, datasets and classifiers." },
  admin: { label: "Run the studio", help: "Everything an admin does: people, models, settings." },
};
export const SCOPE_ORDER: readonly Scope[] = ["read", "generate", "train", "admin"];

/** "Look and draw" */
export function scopeWords(scopes: readonly Scope[]): string {
  const words = SCOPE_ORDER.filter((scope) => scopes.includes(scope)).map((scope) =>
    SCOPES[scope].label.toLowerCase(),
  );
  const text =
    words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
  return text === "" ? "nothing" : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why a key works no more, or undefined while it does. */
export function over(key: Pick<KeyShown, "revoked_at" | "expires_at">, now: Date): string | undefined {
  if (key.revoked_at !== null) return "Revoked";
  if (key.expires_at !== null && new Date(key.expires_at) <= now) return "Expired";
  return undefined;
}
