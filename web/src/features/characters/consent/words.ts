import type { Character } from "../queries";

export type Consent = NonNullable<Character["consent"]>;
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
export function consentWords(consent: Pick<Consent, "basis" | "person"> | null): string | undefined {
  if (!consent) return undefined;
  const { label } = BASES[consent.basis];
  return consent.person ? `${consent.person}, ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label;
}
