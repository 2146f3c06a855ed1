import type { Spec } from "./form";

export const LANGUAGES = ["curl", "Python", "JavaScript", "JSON"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A request for pictures as a person would write it, which waits for them up to a minute. */
export function asCode(spec: Spec, language: Language, origin: string): string {
  const url = `${origin}/api/v1/generations`;
  const json = JSON.stringify(spec, null, 2);
  switch (language) {
    case "JSON":
      return json;
    case "curl":
      return [
        `curl ${url} \\`,
        `  -H "Authorization: Bearer $SAFELIGHT_KEY" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -H "Prefer: wait=60" \\`,
        `  -d '${json.replaceAll("'", String.raw`'\''`)}'`,
      ].join("\n");
    case "Python":
      return [
        "import os",
        "",
        "import httpx",
        "",
        "response = httpx.post(",
        `    "${url}",`,
        `    headers={"Authorization": f"Bearer {os.environ['SAFELIGHT_KEY']}", "Prefer": "wait=60"},`,
        `    json=${indent(python(spec), 4)},`,
        "    timeout=70,",
        ")",
        "response.raise_for_status()",
        `for picture in response.json()["pictures"]:`,
        `    print(picture["url"])`,
      ].join("\n");
    case "JavaScript":
      return [
        `const response = await fetch("${url}", {`,
        `  method: "POST",`,
        "  headers: {",
        "    Authorization: `Bearer ${process.env.SAFELIGHT_KEY}`,",
        `    "Content-Type": "application/json",`,
        `    Prefer: "wait=60",`,
        "  },",
        `  body: JSON.stringify(${indent(json, 2)}),`,
        "});",
        "if (!response.ok) throw new Error(await response.text());",
        "const { pictures } = await response.json();",
        "console.log(pictures.map(({ url }) => url));",
      ].join("\n");
  }
}

const indent = (text: string, by: number) => text.replaceAll("\n", `\n${" ".repeat(by)}`);

/** JSON is Python but for three words, which stand alone in it and not inside a string. */
function python(spec: Spec): string {
  const words: Record<string, string> = { true: "True", false: "False", null: "None" };
  return JSON.stringify(spec, null, 4).replace(
    /"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g,
    (found) => words[found] ?? found,
  );
}
