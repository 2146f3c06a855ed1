import { expect, it } from "vitest";

import { clientWords } from "./client-words";

it.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge on Windows"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"],
  ["safelight/0.9 python-httpx/0.28", "safelight/0.9"],
  ["", "An unnamed program"],
])("says %s as %s", (agent, words) => {
  expect(clientWords(agent)).toBe(words);
});
