/** "AL" of Ada Lovelace; the first two letters of a name without a full one. */
export function initials({ name, full_name }: { name: string; full_name: string }): string {
  const words = full_name.trim().split(/\s+/u).filter(Boolean);
  const [first = "", ...others] = words;
  const last = others.at(-1);
  const letters = (word: string, count: number) => Array.from(word).slice(0, count).join("");
  if (last) return (letters(first, 1) + letters(last, 1)).toUpperCase();
  return letters(first === "" ? name : first, 2).toUpperCase();
}
