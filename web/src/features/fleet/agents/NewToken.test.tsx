import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { fakeApi, refusal, renderAsking } from "@/testing/fake-api";

import { NewToken } from "./NewToken";

it("makes a token of what was said, and shows the command until it was taken", async () => {
  const sent = fakeApi({
    "POST /agents/tokens": {
      command: "safelight agent --join x --token slj_1",
      expires_at: null,
      labels: {},
    },
  });
  const close = vi.fn();
  const user = userEvent.setup({ delay: null });
  renderAsking(<NewToken onClose={close} />);
  const make = screen.getByText("Make the token").closest("button")!;
  expect(make).toBeDisabled();
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Attic" } });
  fireEvent.change(screen.getByLabelText("Labels"), { target: { value: "zone" } });
  expect(make).toBeDisabled();
  fireEvent.change(screen.getByLabelText("Labels"), { target: { value: "zone=attic" } });
  fireEvent.click(make);
  expect(await screen.findByLabelText("The command")).toHaveTextContent("--token slj_1");
  expect(sent[0]?.body).toEqual({ name: "Attic", labels: { zone: "attic" }, uses: 1, hours: 24 });
  await user.keyboard("{Escape}");
  expect(close).not.toHaveBeenCalled();
  fireEvent.click(screen.getByText("I have it"));
  expect(close).toHaveBeenCalled();
});

it("keeps what was typed when the studio refuses, and says why", async () => {
  fakeApi({
    "POST /agents/tokens": refusal(409, "SQLite is not reached from elsewhere.", { hint: "Set X." }),
  });
  renderAsking(<NewToken onClose={vi.fn()} />);
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Attic" } });
  fireEvent.click(screen.getByText("Make the token"));
  await waitFor(() =>
    expect(screen.getByRole("alert")).toHaveTextContent("SQLite is not reached from elsewhere."),
  );
  expect(screen.getByRole("alert")).toHaveTextContent("Set X.");
  expect(screen.getByLabelText("Name")).toHaveValue("Attic");
});
