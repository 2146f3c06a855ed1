import { expect, test } from "vitest";

import { Problem } from "@/api/problem";

import type { DeviceOptions } from "../queries";
import { readNumber, NUMBERS } from "./defaults";
import { changeWords } from "./option-words";
import { changedNames, choicesOf, clashesOf } from "./options";

const device = (worker: string, possible: boolean): DeviceOptions => ({
  worker,
  device: worker,
  options: [
    {
      name: "quantization",
      description: "",
      default: "none",
      choices: [
        { value: "none", possible: true, reason: null },
        { value: "nf4", possible, reason: possible ? null : "bitsandbytes computes on CUDA GPUs only" },
      ],
    },
  ],
});

test("a choice that no device can make keeps its reason", () => {
  expect(choicesOf("quantization", [device("cpu", false)])).toEqual([
    { value: "none" },
    { value: "nf4", unless: "bitsandbytes computes on CUDA GPUs only" },
  ]);
});

test("a choice that one of two devices can make is possible, and says where it is not", () => {
  expect(choicesOf("quantization", [device("attic", true), device("cpu", false)])[1]).toEqual({
    value: "nf4",
    note: "not on cpu",
  });
});

test("a clash is said at each of its options; other errors are not clashes", () => {
  const errors = [
    { field: "compile", message: "it cannot be. Use compile=off." },
    { field: "group_offload", message: "it cannot be. Use compile=off." },
  ];
  const body = { status: 400, code: "options_clash", title: "", detail: "" };
  expect(clashesOf(new Problem({ ...body, errors }))).toEqual({
    compile: "It cannot be. Use compile=off.",
    group_offload: "It cannot be. Use compile=off.",
  });
  expect(clashesOf(new Problem({ ...body, code: "model_unusable", errors }))).toEqual({});
  expect(clashesOf(undefined)).toEqual({});
});

test("what differs from what is kept, lists included", () => {
  const kept = { precision: "auto", quantize_parts: [], attention: null } as const;
  expect(changedNames({ ...kept, quantize_parts: [] }, { ...kept, quantize_parts: [] })).toEqual([]);
  expect(changedNames({ precision: "bf16", quantize_parts: ["unet"] }, { precision: "auto" })).toEqual([
    "precision",
    "quantize_parts",
  ]);
});

test("a change of the API in words", () => {
  expect(changeWords("quantization=int8")).toBe("Round the weights: 8 bits (int8)");
  expect(changeWords("cpu_offload=on")).toBe("Parts wait in main memory");
  expect(changeWords("something_new=7")).toBe("something_new=7");
});

test.each([
  ["width", "512", 512],
  ["width", " ", null],
  ["width", "500", "Between 64 and 2,048, in steps of 8"],
  ["guidance_scale", "4,5", 4.5],
  ["num_inference_steps", "0", "Between 1 and 150"],
  ["num_inference_steps", "many", "Between 1 and 150"],
] as const)("%s typed as %s", (name, typed, read) => {
  expect(readNumber(NUMBERS[name], typed)).toBe(read);
});
