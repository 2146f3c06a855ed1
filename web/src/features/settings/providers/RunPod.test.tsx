import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { fakeApi, refusal, renderAsking } from "@/testing/fake-api";

import { RunPod } from "./RunPod";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: string }) => <a href="/">{children}</a>,
}));

const NONE = { provider: "runpod", has_key: false, by: null, added_at: null, looked_at: null, problem: null };

it("says at the key why the provider does not take it", async () => {
  const sent = fakeApi({
    "GET /pods/providers/runpod": NONE,
    "PUT /pods/providers/runpod": refusal(400, "RunPod does not know this key."),
  });
  renderAsking(<RunPod />);
  fireEvent.change(await screen.findByLabelText("Key"), { target: { value: "rpa_12345678 " } });
  fireEvent.click(screen.getByText("Try it and keep it"));
  expect(await screen.findByText("RunPod does not know this key.")).toBeVisible();
  expect(sent[0]?.body).toEqual({ key: "rpa_12345678" });
  expect(screen.queryByText("Forget the key")).not.toBeInTheDocument();
});

it("does not offer to forget a key that the settings bring", async () => {
  fakeApi({ "GET /pods/providers/runpod": { ...NONE, has_key: true, by: "setting" } });
  renderAsking(<RunPod />);
  expect(await screen.findByText("key set")).toBeVisible();
  expect(screen.queryByText("Forget the key")).not.toBeInTheDocument();
});
