import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { FakeSocket, fakeSockets } from "@/testing/fake-socket";

import { App } from "./App";
import { router } from "./routes";

const RUNNING = {
  id: "job_1",
  kind: "character",
  state: "running",
  position: null,
  cancel_requested: false,
  created_at: "2026-11-01T10:00:00Z",
  priority: 100,
  progress: { stage: "train", step: 320, total: 1500, fraction: 0.21, eta_seconds: 240 },
};

let jobs: unknown[] = [];
let status = 200;
const state = { open: false, has_accounts: false, setup_needed: false, providers: [], me: null };

beforeEach(() => {
  jobs = [];
  status = 200;
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.url.endsWith("/auth/state")) return Promise.resolve(Response.json(state));
    const body =
      status === 200
        ? { items: request.url.includes("/jobs") ? jobs : [] }
        : {
            status,
            title: "Unauthorized",
            code: "unauthenticated",
            detail: "This server needs its API key.",
          };
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  vi.stubGlobal("scrollTo", vi.fn());
});

/** Makes the app, which keeps its cache from test to test, fetch again what it shows. */
function missEvents() {
  const socket = fakeSockets.at(-1)!;
  socket.open();
  act(() => {
    socket.hello(1);
    socket.receive({ type: "gap", seq: 99 });
  });
}

it("shows where one is, and goes by rail, keys and palette", async () => {
  const user = userEvent.setup();
  render(<App />);
  await user.click(await screen.findByRole("link", { name: "Models" }));
  await vi.waitFor(() =>
    expect(screen.getByRole("link", { name: "Models" })).toHaveAttribute("aria-current", "page"),
  );
  await user.keyboard("gq");
  await vi.waitFor(() => expect(router.state.location.pathname).toBe("/queue"));
  await user.keyboard("{Control>}k{/Control}");
  const palette = await screen.findByRole("dialog", { name: "Search or do anything" });
  await user.type(within(palette).getByRole("combobox"), "system{Enter}");
  await vi.waitFor(() => expect(router.state.location.pathname).toBe("/system"));
});

it("says what runs: in the strip, the tab's title and its icon", async () => {
  document.head.innerHTML = '<link id="favicon" />';
  jobs = [RUNNING];
  render(<App />);
  missEvents();
  expect(await screen.findByText("Learning a character · Step 320 of 1,500, about 4 min left")).toBeVisible();
  await vi.waitFor(() => expect(document.title).toBe("21 % Learning a character · Safelight"));
  expect(document.querySelector("#favicon")).toHaveAttribute("href", "/lamp-lit.svg");
});

it("asks for the key when the server does, and sends it", async () => {
  const user = userEvent.setup();
  status = 401;
  render(<App />);
  missEvents();
  const dialog = await screen.findByRole("dialog", { name: "The studio asks for its key" });
  const asked = vi.spyOn(globalThis, "fetch");
  status = 200;
  await user.type(within(dialog).getByLabelText("Key"), "sl_secret{Enter}");
  // One that was under way when the key was given may still go without.
  await vi.waitFor(() =>
    expect(
      asked.mock.calls.map((call) => (call as unknown as [Request])[0].headers.get("Authorization")),
    ).toContain("Bearer sl_secret"),
  );
});
