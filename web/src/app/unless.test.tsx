import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLogin } from "@/api/login";
import { useFileDrop } from "@/components/DropZone";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { useUnless } from "@/components/unless";
import { useCommands } from "@/keys/commands";
import { useShortcuts } from "@/keys/hooks";
import { keys } from "@/keys/registry";
import { lookAs } from "@/testing/offered";

import CommandPalette from "./CommandPalette";

import "./global-keys";

vi.mock("@/components/toast", () => ({ say: vi.fn(), undoLast: vi.fn() }));

const VIEWERS = "Viewers look, and change nothing";
const draw = vi.fn();
const take = vi.fn();
const COMMANDS = (unless: string | undefined) =>
  [
    { id: "draw", label: "Draw it", group: "Do", run: draw, unless },
    { id: "look", label: "Look at it", group: "Go", run: draw },
  ] as const;

function Page() {
  const unless = useUnless("generate");
  useShortcuts([{ id: "draw", keys: "D", label: "Draw it", run: draw, unless }]);
  const overlay = useFileDrop(take, "Let go", true, unless);
  return (
    <>
      <Button unless={unless} onClick={draw}>
        Draw it
      </Button>
      {overlay}
    </>
  );
}

const paste = (file: File) =>
  fireEvent(
    window,
    Object.assign(new Event("paste", { cancelable: true }), { clipboardData: { files: [file] } }),
  );

describe("what may not be done", () => {
  let stop: () => void;
  beforeEach(() => {
    stop = keys.start();
    vi.clearAllMocks();
  });
  afterEach(() => {
    stop();
    useLogin.setState({ me: null });
  });

  it("is not done by a button, a key or a file that is brought, and each says why", () => {
    lookAs("viewer");
    render(<Page />);
    const button = screen.getByRole("button", { name: "Draw it" });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription(VIEWERS);
    fireEvent.keyDown(window, { key: "d" });
    paste(new File(["x"], "a.png"));
    expect(vi.mocked(say).mock.calls).toEqual([[VIEWERS], [VIEWERS]]);
    expect(draw).not.toHaveBeenCalled();
    expect(take).not.toHaveBeenCalled();
  });

  it("is done by those who may, and where nobody says who they are", async () => {
    lookAs("member");
    const { unmount } = render(<Page />);
    fireEvent.click(screen.getByRole("button", { name: "Draw it" }));
    fireEvent.keyDown(window, { key: "d" });
    paste(new File(["x"], "a.png"));
    await waitFor(() => expect(take).toHaveBeenCalledOnce());
    expect(draw).toHaveBeenCalledTimes(2);
    expect(say).not.toHaveBeenCalled();
    unmount();
    useLogin.setState({ me: null });
    render(<Page />);
    expect(screen.getByRole("button", { name: "Draw it" })).toBeEnabled();
  });

  it("is no row of the palette", () => {
    const names = () => screen.queryAllByRole("option").map((row) => row.textContent);
    lookAs("viewer");
    function Both() {
      useCommands(commands);
      return <CommandPalette />;
    }
    let commands = COMMANDS(VIEWERS);
    const { unmount } = render(<Both />);
    expect(names()).toEqual(["Look at it"]);
    unmount();
    commands = COMMANDS(undefined);
    render(<Both />);
    expect(names()).toEqual(["Draw it", "Look at it"]);
  });
});
