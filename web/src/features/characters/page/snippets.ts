import type { Character } from "../queries";
import { subjectOf } from "../words";

export interface Snippet {
  key: string;
  label: string;
  code: string;
}

/** How other programs make pictures with the character; the key is never written out. */
export function snippets(character: Character, origin: string): Snippet[] {
  const { id } = character;
  const prompt = `a photo of ${subjectOf(character)}`;
  const body = { character_id: id, prompt };
  const shell = JSON.stringify(body).replaceAll("'", String.raw`'\''`);
  const asked = { ...body, n: 4 };
  return [
    {
      key: "curl",
      label: "curl",
      code: [
        `curl ${origin}/generate-image \\`,
        `  -H "Authorization: Bearer $SAFELIGHT_KEY" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -d '${shell}'`,
      ].join("\n"),
    },
    {
      key: "python",
      label: "Python",
      code: [
        "import os, httpx",
        "",
        "answer = httpx.post(",
        `    "${origin}/generate-image",`,
        `    headers={"Authorization": f"Bearer {os.environ['SAFELIGHT_KEY']}"},`,
        `    json=${JSON.stringify(body, null, 1).replaceAll("\n", "").replaceAll(/ +/g, " ")},`,
        "    timeout=300,",
        ")",
        'print(answer.json()["image_url"])',
      ].join("\n"),
    },
    {
      key: "api",
      label: "Four at once",
      code: [
        `curl ${origin}/api/v1/generations \\`,
        `  -H "Authorization: Bearer $SAFELIGHT_KEY" \\`,
        `  -H "Content-Type: application/json" -H "Prefer: wait=60" \\`,
        `  -d '${JSON.stringify(asked).replaceAll("'", String.raw`'\''`)}'`,
      ].join("\n"),
    },
  ];
}
