import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { admitted, beginLogin, bearer, fetchAsMe, may, renew, useLogin } from "./login";

const ADA = { id: "acc_1", name: "ada", full_name: "Ada", role: "member" };
const ME = {
  account_id: "acc_1",
  name: "ada",
  full_name: "Ada",
  role: "member",
  scopes: ["read"],
  by: "login",
};
const NOBODY = { open: false, has_accounts: true, setup_needed: false, providers: [], me: null };

let state: object;
let cookie: boolean; // the browser holds one that still counts
let token: string; // the one that the server believes
let refreshes: number;
let asked: string[];

function server(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  asked.push(path);
  if (path === "/auth/state") return Promise.resolve(Response.json(state));
  if (path === "/auth/refresh") {
    refreshes += 1;
    if (!cookie) return Promise.resolve(new Response("{}", { status: 401 }));
    token = `token-${refreshes}`;
    return Promise.resolve(Response.json({ access_token: token, expires_in: 600, account: ADA }));
  }
  const known = request.headers.get("Authorization") === `Bearer ${token}`;
  return Promise.resolve(known ? Response.json({}) : new Response("{}", { status: 401 }));
}

const ask = () => fetchAsMe(new Request("http://localhost/api/v1/jobs"));

beforeEach(() => {
  state = NOBODY;
  cookie = true;
  token = "token-0";
  refreshes = 0;
  asked = [];
  vi.stubGlobal("fetch", server);
  vi.stubGlobal("BroadcastChannel", undefined);
  useLogin.setState(useLogin.getInitialState(), true);
});
afterEach(() => vi.unstubAllGlobals());

describe("at the start", () => {
  it("lets whoever comes into an open studio, and asks it next time while the page is drawn already", async () => {
    state = { ...NOBODY, open: true, has_accounts: false };
    beginLogin();
    expect(useLogin.getState().phase).toBe("unknown");
    await admitted();
    expect(useLogin.getState()).toMatchObject({ phase: "in", me: null, known: "open" });
    expect(may("admin")).toBe(true);
    beginLogin();
    expect(useLogin.getState().phase).toBe("in");
  });

  it("asks a stranger to log in, without trying a cookie that nobody gave", async () => {
    beginLogin();
    await admitted();
    expect(useLogin.getState().phase).toBe("out");
    expect(refreshes).toBe(0);
  });

  it("goes on with the log-in of last time", async () => {
    useLogin.setState({ known: "accounts" });
    beginLogin();
    await admitted();
    expect(useLogin.getState()).toMatchObject({ phase: "in", token: "token-1", me: { name: "ada" } });
    expect(may("generate")).toBe(true);
    expect(may("admin")).toBe(false);
  });

  it("asks for the key where there are no accounts, and takes a typed one", async () => {
    state = { ...NOBODY, has_accounts: false };
    beginLogin();
    await admitted();
    expect(useLogin.getState()).toMatchObject({ phase: "in", wanted: true });
    state = { ...state, me: { ...ME, account_id: "", by: "installation" } };
    useLogin.getState().give("sl_key");
    await vi.waitFor(() => expect(asked.length).toBe(2));
    expect(bearer()).toBe("sl_key");
    await vi.waitFor(() => expect(useLogin.getState()).toMatchObject({ wanted: false, me: null }));
  });
});

describe("a token", () => {
  beforeEach(async () => {
    useLogin.setState({ known: "accounts" });
    beginLogin();
    await admitted();
  });

  it("is renewed before it ends, once for all who ask", async () => {
    useLogin.setState({ until: performance.now() + 5000 });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshes).toBe(2);
  });

  it("that is refused is renewed, and the request is sent again", async () => {
    token = "another";
    expect((await ask()).status).toBe(200);
    expect(asked.slice(-3)).toEqual(["/jobs", "/auth/refresh", "/jobs"]);
  });

  it("of a log-in that was ended leads to the log-in, which says so", async () => {
    cookie = false;
    token = "another";
    expect((await ask()).status).toBe(401);
    expect(useLogin.getState()).toMatchObject({ phase: "out", ended: true, token: null, me: null });
  });

  it("is kept while the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no contact")));
    expect(await renew()).toBe("away");
    expect(useLogin.getState()).toMatchObject({ phase: "in", token: "token-1" });
  });

  it("is never kept where scripts of another time could read it", () => {
    expect(JSON.stringify(localStorage)).not.toContain("token-1");
  });
});
