export interface Snippet {
  key: "curl" | "python";
  label: string;
  code: string;
}

/** How other programs ask the same; the key is never written out. */
export function snippets(
  model: string,
  origin: string,
  options: { topK: number; saliency: boolean },
): Snippet[] {
  const url = `${origin}/api/v1/models/${encodeURIComponent(model)}/predict`;
  const fields = { top_k: String(options.topK), ...(options.saliency && { saliency: "auto" }) };
  return [
    {
      key: "curl",
      label: "curl",
      code: [
        `curl ${url} \\`,
        `  -H "Authorization: Bearer $SAFELIGHT_KEY" \\`,
        ...Object.entries(fields).map(([name, value]) => `  -F ${name}=${value} \\`),
        "  -F files=@picture.jpg",
      ].join("\n"),
    },
    {
      key: "python",
      label: "Python",
      code: [
        "import os, httpx",
        "",
        'with open("picture.jpg", "rb") as picture:',
        "    answer = httpx.post(",
        `        "${url}",`,
        `        headers={"Authorization": f"Bearer {os.environ['SAFELIGHT_KEY']}"},`,
        '        files=[("files", picture)],',
        `        data=${JSON.stringify(fields).replaceAll(":", ": ").replaceAll(",", ", ")},`,
        "        timeout=300,",
        "    )",
        'for said in answer.json()["pictures"]:',
        '    print(said["label"], said["confidence"])',
      ].join("\n"),
    },
  ];
}
