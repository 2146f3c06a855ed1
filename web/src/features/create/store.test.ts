import { beforeEach, describe, expect, it } from "vitest";

import { EMPTY } from "./form";
import { useForm, useSession, type Batch } from "./store";

const batch = (key: string): Batch => ({
  key,
  ask: { spec: { prompt: key } },
  shape: { n: 1, width: 64, height: 64 },
  generationId: null,
  error: null,
});

beforeEach(() => {
  useForm.getState().reset();
  useSession.setState({ batches: [], shown: null, current: null });
});

describe("the form", () => {
  it("is kept with every change", () => {
    useForm.getState().change({ prompt: "a cat" });
    expect(localStorage.getItem("safelight.create")).toContain("a cat");
  });

  it("has defaults for fields that are new since it was kept", async () => {
    localStorage.setItem(
      "safelight.create",
      JSON.stringify({ state: { form: { prompt: "old" } }, version: 1 }),
    );
    await useForm.persist.rehydrate();
    expect(useForm.getState().form).toEqual({ ...EMPTY, prompt: "old" });
  });
});

describe("the session", () => {
  it("shows what is new, and forgets what was looked at", () => {
    const { add, show } = useSession.getState();
    add(batch("one"));
    show(batch("one"), 7);
    add(batch("two"));
    const { batches, shown, current } = useSession.getState();
    expect(batches.map(({ key }) => key)).toEqual(["two", "one"]);
    expect([shown, current]).toEqual([null, null]);
  });

  it("changes a batch also where it is looked at", () => {
    const { add, show, settle } = useSession.getState();
    add(batch("one"));
    show(batch("one"));
    settle("one", { generationId: "gen_1" });
    expect(useSession.getState().shown?.generationId).toBe("gen_1");
  });

  it("keeps over a reload what the server has", () => {
    const { add, settle } = useSession.getState();
    add(batch("one"));
    add(batch("two"));
    settle("one", { generationId: "gen_1" });
    const kept = JSON.parse(sessionStorage.getItem("safelight.session") ?? "") as {
      state: { batches: Batch[] };
    };
    expect(kept.state.batches.map(({ key }) => key)).toEqual(["one"]);
  });
});
