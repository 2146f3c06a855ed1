/** A graph as ComfyUI's Export (API) saves it. */
export type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

interface Guessed {
  name: string;
  kind: string;
  node: string;
  input: string;
  title?: string;
}

/** Inputs that mean the same in every node which has them. */
const KNOWN: Readonly<Record<string, { name: string; kind: string; title?: string }>> = {
  seed: { name: "seed", kind: "seed" },
  noise_seed: { name: "seed", kind: "seed" },
  width: { name: "width", kind: "width" },
  height: { name: "height", kind: "height" },
  steps: { name: "num_inference_steps", kind: "int", title: "Steps" },
  cfg: { name: "guidance_scale", kind: "float", title: "Guidance" },
  denoise: { name: "strength", kind: "float" },
  ckpt_name: { name: "model", kind: "model", title: "Checkpoint" },
  unet_name: { name: "model", kind: "model" },
  image: { name: "image", kind: "image" },
};

const linked = (value: unknown): value is [string, number] =>
  Array.isArray(value) && typeof value[0] === "string";

/** The nearest text that flows into an input, through whatever lies between. */
function textBefore(graph: Graph, from: unknown, seen = new Set<string>()): [string, string] | undefined {
  if (!linked(from) || seen.has(from[0])) return undefined;
  const [id] = from;
  seen.add(id);
  const node = graph[id];
  if (!node) return undefined;
  const own = Object.entries(node.inputs).find(
    ([name, value]) => typeof value === "string" && /^(text|prompt|text_g|t5xxl)$/.test(name),
  );
  if (own) return [id, own[0]];
  for (const value of Object.values(node.inputs)) {
    const found = textBefore(graph, value, seen);
    if (found) return found;
  }
  return undefined;
}

/** A first manifest for a graph that came without one: the inputs that nearly every graph has. */
export function guessManifest(graph: Graph, name: string): object {
  const inputs: Guessed[] = [];
  const add = (guess: Guessed) => {
    if (!inputs.some((each) => each.name === guess.name)) inputs.push(guess);
  };
  for (const { inputs: of } of Object.values(graph)) {
    const prompt = textBefore(graph, of.positive);
    if (prompt) add({ name: "prompt", kind: "prompt", node: prompt[0], input: prompt[1] });
    const negative = textBefore(graph, of.negative);
    if (negative && negative.join() !== prompt?.join())
      add({ name: "negative_prompt", kind: "negative", node: negative[0], input: negative[1] });
  }
  for (const [node, { inputs: of }] of Object.entries(graph)) {
    for (const [input, value] of Object.entries(of)) {
      const known = Object.hasOwn(KNOWN, input) ? KNOWN[input] : undefined;
      const fits = known?.kind === "image" || known?.kind === "model" ? "string" : "number";
      if (known && typeof value === fits) add({ ...known, node, input });
    }
  }
  const classes = Object.entries(graph);
  const saves = classes.filter(([, { class_type }]) => /^(Save|Preview|VHS_VideoCombine)/.test(class_type));
  const video = classes.some(([, { class_type }]) => /video|animated|webm/i.test(class_type));
  return {
    name,
    title: "",
    description: "",
    kind: video ? "video" : "image",
    inputs,
    outputs: saves.map(([id]) => id),
  };
}
