import type { Character } from "../queries";

export interface Consent {
  person?: string;
  basis: "self" | "consent" | "licence" | "invented" | "other";
  note?: string;
  recorded_at?: string | null;
}

export type Basis = Consent["basis"];

/** On what grounds a likeness is learnt. */
export const BASES: Record<Basis, { label: string; note: string }> = {
  self: { label: "Myself", note: "The pictures show you" },
  consent: { label: "With their consent", note: "They know, and agreed" },
  licence: { label: "Under a licence", note: "A contract or a licence allows it" },
  invented: { label: "Nobody real", note: "A made-up figure, a thing, a style" },
  other: { label: "Something else", note: "Say what in the note" },
};

/** "Mara, with their consent", "Nobody real", or undefined where nothing was said. */
export function consentWords(consent: Consent | null | undefined): string | undefined {
  if (!consent) return undefined;
  const { label } = BASES[consent.basis];
  return consent.person ? `${consent.person}, ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label;
}

/** What was said of a character. */
export function consentOf(character: Character): Consent | null {
  return (character as Character & { consent?: Consent | null }).consent ?? null;
}
