// Writes src/api/schema.ts, and the limits and help of forms, from the server's OpenAPI document; with --check it fails
// if they are not up to date.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../docs/openapi.json", import.meta.url);
const head = "// Written by `npm run api` from docs/openapi.json. Do not edit.\n\n";
const text = head + astToString(await openapiTS(source, { alphabetize: true, defaultNonNullable: false }));

// Forms by the schema they fill, with the schema that describes the same fields in words. A file each: what Create
// needs comes with the first page, the rest does not.
const FORMS = [
  { name: "training-fields.json", fills: "TrainOverrides", words: "TrainSpec" },
  { name: "generation-fields.json", fills: "GenerationSpec", words: "GenerationSpec" },
];
const { schemas } = JSON.parse(readFileSync(source, "utf8")).components;

/** A field's type, limits and help, without the null by which it may be left out. */
function field(own, described) {
  const { anyOf = [own] } = own;
  const { title: _, ...rules } = anyOf.find(({ type }) => type !== "null") ?? {};
  const description = own.description ?? described?.description;
  return description ? { ...rules, description } : rules;
}

const forms = FORMS.map(({ name, fills, words }) => {
  const own = Object.entries(schemas[fills].properties);
  const fields = own.map(([key, rules]) => [key, field(rules, schemas[words].properties[key])]);
  return [name, `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`];
});

for (const [name, content] of [["schema.ts", text], ...forms]) {
  const target = new URL(`../src/api/${name}`, import.meta.url);
  if (!process.argv.includes("--check")) writeFileSync(target, content);
  else if (!existsSync(target) || readFileSync(target, "utf8") !== content) {
    console.error(`src/api/${name} is not what docs/openapi.json gives: run \`npm run api\`.`);
    process.exitCode = 1;
  }
}
