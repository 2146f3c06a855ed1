// Holds the size budget, gzipped: the shell with Create, the style sheet, and each lazy page. Run after a build.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const root = new URL("../../src/safelight/doors/web/static/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", root), "utf8"));
const FIRST_PAGE = "src/features/create/CreatePage.tsx";
const LIMITS = { first: 200, css: 25, lazy: 80 }; // kB of 1000 bytes

const size = (file) => gzipSync(readFileSync(new URL(file, root)), { level: 9 }).length / 1000;

/** All files that opening this entry loads: itself and what it imports without waiting. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = closure(FIRST_PAGE, closure(entry));
const total = (keys) => [...keys].reduce((sum, key) => sum + size(manifest[key].file), 0);
const styles = new Set([...first].flatMap((key) => manifest[key].css ?? []));

const rows = [
  ["shell + Create, JS", total(first), LIMITS.first],
  ["shell + Create, CSS", [...styles].reduce((sum, file) => sum + size(file), 0), LIMITS.css],
];
for (const key of Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key !== FIRST_PAGE)) {
  const own = [...closure(key)].filter((part) => !first.has(part));
  rows.push([key.replace("src/", ""), total(own), LIMITS.lazy]);
}
rows.sort((a, b) => b[1] - a[1]);
let failed = false;
for (const [name, kilobytes, limit] of rows) {
  const over = kilobytes > limit;
  failed ||= over;
  console.log(`${kilobytes.toFixed(1).padStart(7)} of ${limit} kB  ${over ? "OVER  " : ""}${name}`);
}
process.exit(failed ? 1 : 0);
