// Readers of search params: each takes the raw value and gives a clean one, or undefined so that it leaves the address.

type Raw = Record<string, unknown>;

export function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : undefined;
}

export function integer(raw: Raw, name: string): number | undefined {
  const value = Number(raw[name]);
  return raw[name] !== undefined && Number.isInteger(value) ? value : undefined;
}

export function flag(raw: Raw, name: string): true | undefined {
  return ["1", 1, true, "true"].includes(raw[name] as string) ? true : undefined;
}

export function list(raw: Raw, name: string): string[] | undefined {
  const value = raw[name];
  const parts = Array.isArray(value) ? value.map(String) : typeof value === "string" ? value.split(",") : [];
  const kept = parts.filter((part) => part !== "");
  return kept.length > 0 ? kept : undefined;
}

export function oneOf<T extends string>(raw: Raw, name: string, allowed: readonly T[]): T | undefined {
  return allowed.find((value) => value === raw[name]);
}

/** The object without its undefined members, so that they leave the address. */
export function clean<T extends object>(params: T): Partial<T> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Partial<T>;
}
