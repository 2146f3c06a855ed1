import type { Dimension, SettingField, Settings } from "./queries";

export const GROUPS = [
  { group: "main", title: "Main settings" },
  { group: "fine", title: "Fine settings" },
  { group: "expert", title: "Expert settings" },
] as const;

/** What a field holds: what was set, else its default. */
export function valueOf(field: SettingField, settings: Settings): unknown {
  return field.name in settings ? settings[field.name] : field.default;
}

export const isChanged = ({ name }: SettingField, settings: Settings) => name in settings;

/** Settings after a field was given a value: what is as the default is not kept. */
export function withValue(field: SettingField, settings: Settings, value: unknown): Settings {
  const { [field.name]: _before, ...others } = settings;
  return value === field.default || value === undefined ? others : { ...others, [field.name]: value };
}

/** What was typed as a value. What is no number stays as it is, for the server to say so. */
export function readTyped(field: SettingField, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return field.nullable ? null : field.default;
  if (field.type !== "integer" && field.type !== "number") return text;
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : text;
}

export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "From 16 to 2048", "More than 0, less than 1" */
export function boundWords({ minimum, maximum, above, below }: SettingField): string {
  const low = minimum !== null ? `from ${minimum}` : above !== null ? `more than ${above}` : "";
  const high = maximum !== null ? `to ${maximum}` : below !== null ? `less than ${below}` : "";
  const words = [low, high].filter(Boolean).join(minimum !== null && maximum !== null ? " " : ", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Settings out of a JSON file: of a setup, or of a run's config.json. */
export function readFile(text: string): { name?: string; settings: Settings } {
  const found: unknown = JSON.parse(text);
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new Error("The file holds no settings: it must be a JSON object.");
  const { name, settings } = found as { name?: unknown; settings?: unknown };
  const inner = typeof settings === "object" && settings !== null ? settings : found;
  const set = Object.entries(inner).filter(([field, value]) => value !== null && !STUDIOS.has(field));
  return { settings: Object.fromEntries(set), ...(typeof name === "string" && { name }) };
}

/** What the studio decides; a file of a run elsewhere may say it. */
const STUDIOS = new Set(["root", "ckpt_dir", "tb_root", "resume", "workers", "cache_dir"]);

/** "0.1, 0.01" as values; "0.001..0.1" as a range, "log" after it for even steps of size. */
export function readSpace(field: SettingField, typed: string): Dimension | undefined {
  const range = /^\s*(\S+?)\s*\.\.\s*(\S+?)(?:\s+(log))?\s*$/.exec(typed);
  const numeric = field.type === "integer" || field.type === "number";
  if (range && numeric) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    if (Number.isFinite(low) && Number.isFinite(high))
      return { low, high, scale: range[3] ? "log" : "linear", steps: 3 };
  }
  const values = typed
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => (field.type === "boolean" ? each === "true" : readTyped(field, each)));
  return values.length > 0 ? { values } : undefined;
}
