import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { fakeApi, renderAsking } from "@/testing/fake-api";

import { Checked } from "./Checked";

it("tells each step of the check, and what to do about one that failed", async () => {
  fakeApi({
    "POST /storage/check": {
      ok: false,
      findings: [
        { name: "reach", state: "ok", message: "It answers.", hint: null, seconds: 0.012 },
        {
          name: "write",
          state: "failed",
          message: "It refuses to write.",
          hint: "Look at the key.",
          seconds: 0,
        },
        { name: "read", state: "skipped", message: "Not tried.", hint: null, seconds: 0 },
      ],
    },
  });
  renderAsking(<Checked />);
  await userEvent.setup({ delay: null }).click(screen.getByRole("button", { name: "Check the storage" }));
  expect(await screen.findByText("Something does not work.")).toBeVisible();
  const [reach, write, read] = screen.getAllByRole("listitem");
  expect(reach).toHaveTextContent("12 ms");
  expect(write).toHaveTextContent("Look at the key.");
  expect(write?.querySelector("[aria-label=failed]")).not.toBeNull();
  expect(read?.querySelector("[aria-label='not tried']")).not.toBeNull();
});
