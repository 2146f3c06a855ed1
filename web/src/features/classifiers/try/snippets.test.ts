import { expect, it } from "vitest";

import { snippets } from "./snippets";

it("asks what the page asks, and never writes the key out", () => {
  const [curl, python] = snippets("my model", "http://studio:8000", { topK: 3, saliency: true });
  expect(curl!.code).toContain("http://studio:8000/api/v1/models/my%20model/predict");
  expect(curl!.code).toContain("-F top_k=3");
  expect(curl!.code).toContain("$SAFELIGHT_KEY");
  expect(python!.code).toContain('data={"top_k": "3", "saliency": "auto"}');
});

it("says nothing of saliency where it is off", () => {
  for (const { code } of snippets("run_1", "http://studio", { topK: 5, saliency: false }))
    expect(code).not.toContain("saliency");
});
