import { describe, expect, it } from "vitest";

import type { Graph } from "./guess";
import { nameOf, readFiles } from "./read";

const GRAPH: Graph = {
  "3": {
    class_type: "KSampler",
    inputs: { seed: 1, steps: 20, cfg: 7, positive: ["10", 0], negative: ["7", 0], latent_image: ["5", 0] },
  },
  "4": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "sdxl.safetensors" } },
  "5": { class_type: "EmptyLatentImage", inputs: { width: 1024, height: 1024, batch_size: 1 } },
  "6": { class_type: "CLIPTextEncode", inputs: { text: "a fox", clip: ["4", 1] } },
  "7": { class_type: "CLIPTextEncode", inputs: { text: "blur", clip: ["4", 1] } },
  "9": { class_type: "SaveImage", inputs: { images: ["3", 0], filename_prefix: "x" } },
  "10": { class_type: "ConditioningSetTimestepRange", inputs: { conditioning: ["6", 0], start: 0, end: 1 } },
};
const file = (name: string, value: unknown) => ({ name, text: JSON.stringify(value) });

describe("what was dropped", () => {
  it("is a whole template as it is", () => {
    const manifest = { name: "mine", outputs: ["9"] };
    expect(readFiles([file("a.json", { manifest, graph: GRAPH })])).toEqual({
      manifest,
      graph: GRAPH,
      guessed: false,
    });
    expect(readFiles([file("a.json", GRAPH), file("a.manifest.json", manifest)])).toMatchObject({
      manifest,
      guessed: false,
    });
  });

  it("is refused with the way out", () => {
    expect(readFiles([file("a.json", { nodes: [], links: [] })])).toHaveProperty(
      "why",
      expect.stringContaining("Export (API)"),
    );
    expect(readFiles([{ name: "a.json", text: "{" }])).toHaveProperty("why");
    expect(readFiles([file("a.json", { name: "mine", outputs: ["9"] })])).toHaveProperty(
      "why",
      expect.stringContaining("graph is missing"),
    );
  });
});

it("guesses a manifest: the texts that reach the sampler, its numbers, and what saves", () => {
  const read = readFiles([file("My Graph (2).json", GRAPH)]);
  expect(read).toMatchObject({
    guessed: true,
    manifest: { name: "my-graph-2", kind: "image", outputs: ["9"] },
  });
  const { inputs } = (read as { manifest: { inputs: { name: string; node: string; input: string }[] } })
    .manifest;
  const at = Object.fromEntries(inputs.map(({ name, node, input }) => [name, `${node}.${input}`]));
  expect(at).toEqual({
    prompt: "6.text",
    negative_prompt: "7.text",
    seed: "3.seed",
    num_inference_steps: "3.steps",
    guidance_scale: "3.cfg",
    model: "4.ckpt_name",
    width: "5.width",
    height: "5.height",
  });
});

it("names a template after its file", () => expect(nameOf("  Fox & Friends.JSON")).toBe("fox-friends"));
