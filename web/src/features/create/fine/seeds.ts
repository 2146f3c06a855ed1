const MOST = 64;
const MAX_SEED = 2 ** 32 - 1;

/** Seeds as they are typed or pasted: with commas, spaces or lines between. Null for what cannot be one. */
export function seedsFrom(text: string): number[] | null {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const seeds = words.map(Number);
  const fine =
    seeds.length <= MOST && seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED);
  return fine ? seeds : null;
}
