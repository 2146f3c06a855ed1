import { expect, it } from "vitest";

import { seedsFrom } from "./seeds";

it.each([
  ["", []],
  ["7, 42\n1234", [7, 42, 1234]],
  ["7,", [7]],
  ["-1", null],
  ["1.5", null],
  ["4294967296", null],
  ["seed", null],
])("reads %j", (text, seeds) => expect(seedsFrom(text)).toEqual(seeds));
