// Computes the WCAG contrast of the token pairs in both themes and fails if one is below its bar.
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../src/styles/tokens.css", import.meta.url), "utf8");
const tokens = { light: {}, dark: {} };
for (const [, name, light, dark] of css.matchAll(
  /--([\w-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|#[0-9a-f]{6});/g,
)) {
  if (light) [tokens.light[name], tokens.dark[name]] = [light, dark];
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = 4.5;
const EDGE = 3;
const grounds = ["bg-0", "bg-1", "bg-2", "bg-3", "bg-4"];
const tints = ["lamp-tint", "danger-tint", "warn-tint", "ok-tint"];
const onAll = (ink, bar, except = []) =>
  grounds.filter((ground) => !except.includes(ground)).map((ground) => [ink, ground, bar]);

const both = [
  ...["text-1", "text-2", "text-3", "lamp-text", "danger", "warn"].flatMap((ink) => onAll(ink, TEXT)),
  ...onAll("lamp", TEXT, ["bg-4"]), // on bg-4 the rule is lamp-text
  ...onAll("line-2", EDGE, ["bg-4"]), // no field on bg-4
  ...onAll("focus", EDGE),
  ...["lamp", "lamp-hover", "lamp-press"].map((ground) => ["on-lamp", ground, TEXT]),
  ...tints.map((tint) => ["text-1", tint, TEXT]),
  ["on-lamp-tint", "lamp-tint", TEXT],
  ["danger", "danger-tint", TEXT],
  ["on-danger", "danger", TEXT],
  ["warn", "warn-tint", TEXT],
  ["ok", "ok-tint", TEXT],
  ["focus", "lamp", EDGE],
  ...[1, 2, 3, 4, 5].map((n) => [`chart-${n}`, "bg-2", EDGE]),
];
const pairs = {
  dark: [...both, ...onAll("ok", TEXT)],
  light: [...both, ...onAll("ok", TEXT, ["bg-4"])], // in light, no ok text on bg-4
};

let worst = [99, ""];
let failed = 0;
for (const theme of ["dark", "light"]) {
  for (const [ink, ground, bar] of pairs[theme]) {
    const [a, b] = [tokens[theme][ink], tokens[theme][ground]];
    if (!a || !b) throw new Error(`no token --${a ? ground : ink}`);
    const ratio = contrast(a, b);
    if (ratio / bar < worst[0]) worst = [ratio / bar, `${theme} ${ink} on ${ground}: ${ratio.toFixed(2)}`];
    if (ratio >= bar) continue;
    failed += 1;
    console.error(`${theme}: ${ink} on ${ground} is ${ratio.toFixed(2)}, needs ${bar}`);
  }
  for (const grey of [...grounds, "line-1", "line-2", "text-1", "text-2", "text-3", "text-off"]) {
    const [, r, g, b] = /#(..)(..)(..)/.exec(tokens[theme][grey]);
    if (r !== g || g !== b) throw new Error(`${theme}: --${grey} is not neutral`);
  }
}
console.log(
  `${pairs.dark.length + pairs.light.length} pairs, ${failed} below their bar; closest: ${worst[1]}`,
);
process.exit(failed ? 1 : 0);
