/** What a typed or pasted text names: something on a hub, or a place on the server's machine. */
export type Source = { kind: "hub"; source: string } | { kind: "path"; path: string } | null;

const PATH = /^(\/|~\/|\.{1,2}\/|[a-z]:[\\/]|\\\\|file:\/\/)/i;
const REPOSITORY = /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/;
const ADDRESS = /^https?:\/\/\S+$/i;

export function readSource(typed: string): Source {
  const text = typed.trim().replace(/^["']|["']$/g, "");
  if (text === "") return null;
  if (PATH.test(text)) return { kind: "path", path: text.replace(/^file:\/\//i, "") };
  return { kind: "hub", source: text };
}

/** Whether a pasted text is most likely a model to fetch: an address of a model, or a repository's id. */
export function looksLikeModel(pasted: string): boolean {
  const text = pasted.trim();
  if (ADDRESS.test(text)) return /huggingface\.co|hf\.co|civitai\.com|\.safetensors(\?|$)/i.test(text);
  return REPOSITORY.test(text);
}
