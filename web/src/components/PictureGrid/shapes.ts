// A picture's proportions in one letter, as the server's skeleton has them: width / height is 2 ** ((place - 32) / 16).

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SQUARE = 32;
const PER_OCTAVE = 16;

/** width / height by the letter's place, from 1/4 to 3.8 */
export const RATIOS: readonly number[] = Array.from(
  LETTERS,
  (_, place) => 2 ** ((place - SQUARE) / PER_OCTAVE),
);

const PLACES = new Uint8Array(128).fill(SQUARE); // what is no letter of ours is taken for a square
for (let place = 0; place < LETTERS.length; place += 1) PLACES[LETTERS.charCodeAt(place)] = place;

/** Writes the places of a string's letters into an array, one byte for each picture. */
export function readShapes(letters: string, into: Uint8Array, from: number): void {
  for (let i = 0; i < letters.length; i += 1) into[from + i] = PLACES[letters.charCodeAt(i) & 127] ?? SQUARE;
}

/** The letter of a picture's proportions. */
export function shapeOf(width: number, height: number): string {
  const place = SQUARE + Math.round(PER_OCTAVE * Math.log2(width / height));
  return LETTERS.charAt(Math.min(Math.max(place, 0), LETTERS.length - 1));
}
