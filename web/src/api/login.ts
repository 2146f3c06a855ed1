import { create } from "zustand";
import { persist } from "zustand/middleware";

import type { AuthState, LoginAnswer, Me, Scope } from "./people-types";
import { Problem } from "./problem";

interface LoginState {
  /** An API key that somebody typed; null where the server asks for none, or knows accounts. */
  key: string | null;
  /** What the server was when it was last seen, so that an open one is not asked before each first page. */
  known: "open" | "accounts" | null;
  /** The access token of a log-in. It is never stored: the cookie that renews it is out of reach of scripts. */
  token: string | null;
  /** When the token ends, in the time of performance.now(). */
  until: number;
  /** Who this is; null where nobody needs to say, or nobody has yet. */
  me: Me | null;
  hasAccounts: boolean;
  /** "unknown" while the server is asked at the start; "out" shows the log-in, "setup" the first account. */
  phase: "unknown" | "in" | "out" | "setup";
  /** The log-in of this page was ended, here or elsewhere. */
  ended: boolean;
  /** The server has refused the key, or asks for one: the key dialog is open. */
  wanted: boolean;
  give: (key: string | null) => void;
  want: (wanted: boolean) => void;
}

export const useLogin = create<LoginState>()(
  persist(
    (set) => ({
      key: null,
      known: null,
      token: null,
      until: 0,
      me: null,
      hasAccounts: false,
      phase: "in",
      ended: false,
      wanted: false,
      give: (key) => {
        set({ key, wanted: false });
        void look();
      },
      want: (wanted) => set({ wanted }),
    }),
    { name: "safelight.key", partialize: ({ key, known }) => ({ key, known }) },
  ),
);

const SOON = 20_000; // a token that ends within this time is renewed before it is used
const OF_ROLE: Record<Me["role"], Scope[]> = {
  viewer: ["read"],
  member: ["read", "generate", "train"],
  admin: ["read", "generate", "train", "admin"],
};

let ready: Promise<unknown> = Promise.resolve();
let renewing: Promise<Renewal> | undefined;
let looking: Promise<void> | undefined;
let channel: BroadcastChannel | undefined;

type Renewal = "in" | "out" | "away";
type Word = { said: "in"; answer: LoginAnswer } | { said: "out" };

/** What says who asks: the token of a log-in, else the typed key. */
export function bearer(): string | null {
  const { token, key } = useLogin.getState();
  return token ?? key;
}

export function authHeaders(): Record<string, string> {
  const secret = bearer();
  return secret ? { Authorization: `Bearer ${secret}` } : {};
}

/** Whether whoever looks at this page may do that: everything, where nobody says who they are. */
export function may(scope: Scope, { me }: Pick<LoginState, "me"> = useLogin.getState()): boolean {
  return me === null || me.scopes.includes(scope);
}

export function useMay(scope: Scope): boolean {
  return useLogin((login) => may(scope, login));
}

/** Asks who this is, once, when the app starts; calls wait for the answer unless the studio was open last time. */
export function beginLogin(): () => void {
  const { known } = useLogin.getState();
  if (known !== "open") useLogin.setState({ phase: "unknown" });
  const asked = known === "accounts" ? renew().then((now) => (now === "in" ? undefined : look())) : look();
  ready = known === "open" ? Promise.resolve() : asked;
  if (typeof BroadcastChannel !== "undefined") {
    channel = new BroadcastChannel("safelight.login");
    channel.onmessage = ({ data }: MessageEvent<Word>) => heard(data);
  }
  return () => {
    channel?.close();
    channel = undefined;
  };
}

/** When it is known who asks, and the token is good for a while yet. */
export async function admitted(): Promise<void> {
  await ready;
  const { token, until } = useLogin.getState();
  if (token !== null && until - performance.now() < SOON) await renew();
}

/** A request with the name of who asks; tried once more with a new token when the old one was refused. */
export async function fetchAsMe(request: Request): Promise<Response> {
  await admitted();
  const again = request.clone();
  const response = await globalThis.fetch(signed(request));
  if (response.status !== 401 || !(await refused())) return response;
  return globalThis.fetch(signed(again));
}

function signed(request: Request): Request {
  for (const [name, value] of Object.entries(authHeaders())) request.headers.set(name, value);
  return request;
}

/** The server knows nobody by what was sent. Whether it is worth asking again: there is a new token. */
export async function refused(): Promise<boolean> {
  if (useLogin.getState().token !== null) {
    const now = await renew();
    if (now !== "out") return now === "in";
  }
  await look();
  return false;
}

/** A new token for the cookie that the browser keeps; asked once at a time, and by one tab at a time. */
export function renew(): Promise<Renewal> {
  renewing ??= alone(renewNow).finally(() => (renewing = undefined));
  return renewing;
}

async function alone(act: () => Promise<Renewal>): Promise<Renewal> {
  const before = useLogin.getState().token;
  // Locks exist on HTTPS and localhost; elsewhere the server bears two tabs that ask in the same seconds.
  const { locks } = navigator as Partial<Pick<Navigator, "locks">>;
  if (!locks) return act();
  return await locks.request("safelight.login", async () =>
    useLogin.getState().token === before ? await act() : "in",
  );
}

async function renewNow(): Promise<Renewal> {
  try {
    const response = await globalThis.fetch(new Request(url("/api/v1/auth/refresh"), { method: "POST" }));
    if (response.ok) {
      accept((await response.json()) as LoginAnswer);
      return "in";
    }
    if (response.status >= 500 || response.status === 429) return "away";
  } catch {
    return "away"; // no contact: whoever is logged in stays so
  }
  useLogin.setState(({ token }) => ({ token: null, known: null, ended: token !== null }));
  return "out";
}

/** A log-in, or its renewal, has been answered; the other tabs are told. */
export function accept(answer: LoginAnswer): void {
  take(answer);
  channel?.postMessage({ said: "in", answer } satisfies Word);
}

function take({ access_token, expires_in, account }: LoginAnswer): void {
  const { id, name, full_name, role } = account;
  const before = useLogin.getState().me;
  useLogin.setState({
    token: access_token,
    until: performance.now() + expires_in * 1000,
    me: { account_id: id, name, full_name, role, scopes: OF_ROLE[role], by: "login" },
    known: "accounts",
    hasAccounts: true,
    phase: "in",
    ended: false,
    wanted: false,
  });
  // What this page holds is somebody else's: nothing of it may be seen.
  if (before !== null && before.account_id !== id) forgetPage();
}

function heard(word: Word): void {
  if (word.said === "in") take(word.answer);
  else forgetPage();
}

/** Ends this log-in, everywhere in this browser. */
export async function logOut(path: "logout" | "logout-everywhere" = "logout"): Promise<void> {
  await ready;
  const response = await fetchAsMe(new Request(url(`/api/v1/auth/${path}`), { method: "POST" }));
  if (!response.ok && response.status !== 401) throw Problem.fromText(response.status, await response.text());
  channel?.postMessage({ said: "out" } satisfies Word);
  useLogin.setState({ known: null, key: null });
  forgetPage();
}

/** How the studio looks belongs to the browser; all else that it keeps, such as drafts, to whoever was here. */
const STAYS = /^safelight\.(looks|grid|keys|notifying|picture|key)$/;

function forgetPage(): void {
  for (const name of Object.keys(localStorage)) if (!STAYS.test(name)) localStorage.removeItem(name);
  sessionStorage.clear();
  globalThis.location.reload();
}

/** Asks the server who this is, and what it wants to know; once at a time. */
export function look(): Promise<void> {
  looking ??= lookNow().finally(() => (looking = undefined));
  return looking;
}

async function lookNow(): Promise<void> {
  let state: AuthState;
  try {
    const response = await globalThis.fetch(
      new Request(url("/api/v1/auth/state"), { headers: authHeaders() }),
    );
    if (!response.ok) {
      useLogin.setState({ phase: "in", wanted: response.status === 401 });
      return;
    }
    state = (await response.json()) as AuthState;
  } catch {
    useLogin.setState({ phase: "in" }); // no contact is said by the frame; a refusal asks again
    return;
  }
  const { open, me, has_accounts: hasAccounts } = state;
  if (open || me) {
    useLogin.setState(({ known }) => ({
      me: me?.account_id ? me : null,
      hasAccounts,
      phase: "in",
      known: open ? "open" : known === "open" ? null : known,
    }));
  } else {
    const phase = hasAccounts ? "out" : "in";
    useLogin.setState({ me: null, token: null, known: null, hasAccounts, phase, wanted: !hasAccounts });
  }
}

function url(path: string): string {
  return new URL(path, globalThis.location.origin).href;
}
