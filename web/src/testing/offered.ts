import { useLogin } from "@/api/login";
import type { Role, Scope } from "@/api/people-types";

const SCOPES: Record<Role, Scope[]> = {
  viewer: ["read"],
  member: ["read", "generate", "train"],
  admin: ["read", "generate", "train", "admin"],
};

/** From now on the page is looked at by somebody with this role. */
export function lookAs(role: Role): void {
  const name = role === "viewer" ? "vi" : "mo";
  useLogin.setState({
    me: { account_id: `acc_${name}`, name, full_name: "", role, by: "login", scopes: SCOPES[role] },
  });
}

/** The names of all buttons that can be pressed, in the order of the page. */
export function offered(): string[] {
  return [...document.querySelectorAll("button")]
    .filter((button) => !button.matches(":disabled, fieldset[disabled] *"))
    .map((button) => button.getAttribute("aria-label") ?? textOf(button));
}

/** What stands on it, without the key that does the same. */
function textOf(button: Element): string {
  const copy = button.cloneNode(true) as Element;
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return copy.textContent.trim();
}
