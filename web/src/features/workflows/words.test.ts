import { expect, it } from "vitest";

import type { Server } from "./queries";
import { queueWords, runsWhere, withAddresses } from "./words";

const server = (part: Partial<Server>): Server => ({ address: "http://a:8188", up: true, ...part });
const LACK = { kind: "model", name: "x", message: "model x is missing", hint: "" } as const;

it("says whether a template can run now", () => {
  const it_ = { name: "sdxl", problem: null };
  expect(runsWhere(it_, [])).toMatchObject({ text: "no server answers" });
  expect(runsWhere(it_, [server({ up: false })])).toMatchObject({ text: "no server answers" });
  expect(runsWhere(it_, [server({ lacks: { sdxl: [] } })])).toEqual({ text: "can run", tone: "ok" });
  expect(runsWhere(it_, [server({ lacks: { sdxl: [LACK] } }), server({ lacks: { sdxl: [] } })]).text).toBe(
    "can run on 1 of 2",
  );
  expect(runsWhere(it_, [server({ lacks: { sdxl: [LACK] } })]).text).toBe("lacks 1 thing");
  expect(runsWhere({ name: "sdxl", problem: "no JSON" }, [])).toMatchObject({ tone: "danger" });
});

it("says what a server has to do", () => {
  expect(queueWords(server({ queue_running: 1, queue_pending: 3 }))).toBe("runs 1, 3 wait");
  expect(queueWords(server({}))).toBe("nothing to do");
});

it("finds addresses in a hint, without the full stop", () =>
  expect(withAddresses("Get it from https://huggingface.co/a/b, and restart.")).toEqual([
    { text: "Get it from ", address: false },
    { text: "https://huggingface.co/a/b", address: true },
    { text: ", and restart.", address: false },
  ]));
