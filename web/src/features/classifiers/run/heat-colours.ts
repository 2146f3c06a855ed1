// One hue in seven steps for the two themes, and the digits that are readable on each.
const LIGHT = ["#ffffff", "#fff4cf", "#f6de8f", "#dfbe4e", "#b7942b", "#87691a", "#573f0b"];
const DARK = ["#1c1c1c", "#2d2a1e", "#4a4222", "#6f6125", "#9a852a", "#cbae32", "#f5d94a"];

/** The ground and the digits of a cell so hot. Undefined is neutral: being right needs no colour. */
export function heatColours(heat: number | undefined): { background: string; color: string } | undefined {
  if (heat === undefined) return undefined;
  const digits = `light-dark(${heat > 4 ? "#ffffff" : "#171717"}, ${heat > 3 ? "#171717" : "#f0f0f0"})`;
  return { background: `light-dark(${LIGHT[heat] ?? ""}, ${DARK[heat] ?? ""})`, color: digits };
}
