import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Reference } from "../queries";
import { CaptionRow } from "./CaptionRow";

const reference = (id: string, caption: string | null = null) =>
  ({
    id,
    filename: `${id}.png`,
    caption,
    width: 64,
    height: 64,
    thumbnail_url: "/t.webp",
    findings: [],
  }) as unknown as Reference;

let sent: { url: string; body: unknown }[] = [];
let refuse = false;

beforeEach(() => {
  sent = [];
  refuse = false;
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push({ url: new URL(request.url).pathname, body: await request.json() });
    const problem = {
      status: 409,
      code: "character_in_training",
      title: "No",
      detail: "Ada is being trained.",
    };
    return refuse ? new Response(JSON.stringify(problem), { status: 409 }) : new Response("{}");
  });
});
afterEach(() => localStorage.clear());

function show(...references: Reference[]) {
  const rows = (all: Reference[]) => (
    <QueryClientProvider client={client}>
      <ul>
        {all.map((each) => (
          <CaptionRow
            key={each.id}
            character="char_1"
            reference={each}
            plain="a photo of ada"
            register={() => undefined}
            onOpen={() => undefined}
          />
        ))}
      </ul>
    </QueryClientProvider>
  );
  const client = new QueryClient();
  const { rerender } = render(rows(references));
  return (...next: Reference[]) => rerender(rows(next));
}

it("saves a caption under its picture, also when the pictures change places meanwhile", async () => {
  const user = userEvent.setup();
  const [a, b] = [reference("ref_a"), reference("ref_b")];
  const order = show(a, b);
  await user.type(screen.getByRole("textbox", { name: "Caption of ref_b.png" }), "by the sea");
  order(b, a);
  expect(screen.getByRole("textbox", { name: "Caption of ref_b.png" })).toHaveValue("by the sea");
  await user.tab();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    url: "/api/v1/characters/char_1/references/ref_b",
    body: { caption: "by the sea" },
  });
});

it("keeps what was refused, with the reason", async () => {
  const user = userEvent.setup();
  refuse = true;
  show(reference("ref_a", "old"));
  const field = screen.getByRole("textbox", { name: "Caption of ref_a.png" });
  await user.clear(field);
  await user.type(field, "new");
  await user.tab();
  expect(await screen.findByRole("alert")).toHaveTextContent("Ada is being trained.");
  expect(field).toHaveValue("new");
  expect(field).toBeInvalid();
});
