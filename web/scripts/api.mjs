// Writes src/api/schema.ts from the server's OpenAPI document; with --check it fails if the file is not up to date.
import { readFileSync, writeFileSync } from "node:fs";

import openapiTS, { astToString } from "openapi-typescript";

const target = new URL("../src/api/schema.ts", import.meta.url);
const source = new URL("../../docs/openapi.json", import.meta.url);
const head = "// Written by `npm run api` from docs/openapi.json. Do not edit.\n\n";
const text = head + astToString(await openapiTS(source, { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.ts is not what docs/openapi.json gives: run `npm run api`.");
  process.exit(1);
}
