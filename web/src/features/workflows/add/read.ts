import { guessManifest, type Graph } from "./guess";

/** What was dropped, read: a whole template, a graph that still needs a manifest, or why it is neither. */
export type Read = { manifest: object; graph: Graph; guessed: boolean } | { why: string };

const EDITORS =
  "This graph was saved for ComfyUI’s own editor. Save it there with Workflow → Export (API), and bring that file.";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isGraph(value: Json): value is Graph {
  const nodes = Object.values(value);
  return (
    nodes.length > 0 &&
    nodes.every((node) => isObject(node) && typeof node.class_type === "string" && isObject(node.inputs))
  );
}

function parse(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** "My graph (2).json" as a name for requests: "my-graph-2" */
export function nameOf(file: string): string {
  const words = file
    .replace(/\.json$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return words.replace(/^-+|-+$/g, "").slice(0, 80) || "workflow";
}

/** Reads one or two dropped files: a template, a graph, or a graph and its manifest. */
export function readFiles(files: readonly { name: string; text: string }[]): Read {
  let manifest: object | undefined;
  let graph: Graph | undefined;
  let name = "";
  for (const file of files) {
    const value = parse(file.text);
    if (!value) return { why: `${file.name} is no JSON file of a graph.` };
    if (Array.isArray(value.nodes)) return { why: EDITORS };
    if (isObject(value.graph) && isObject(value.manifest)) {
      if (!isGraph(value.graph)) return { why: `The graph in ${file.name} is not in ComfyUI’s API format.` };
      return { manifest: value.manifest, graph: value.graph, guessed: false };
    }
    if (isGraph(value)) {
      graph = value;
      name = nameOf(file.name);
    } else if (Array.isArray(value.outputs)) manifest = value;
    else return { why: `${file.name} is neither a graph in ComfyUI’s API format nor a manifest.` };
  }
  if (!graph) return { why: "The graph is missing: drop it together with its manifest." };
  if (manifest) return { manifest, graph, guessed: false };
  return { manifest: guessManifest(graph, name), graph, guessed: true };
}
