import { expect, it } from "vitest";

import { Problem } from "./problem";

it("reads a problem of the server", () => {
  const body = {
    status: 422,
    title: "Unprocessable",
    code: "invalid_input",
    detail: "steps: too many",
    hint: "Correct these fields.",
    errors: [{ field: "spec.steps", message: "at most 150", value: "900" }],
    request_id: "req_1",
  };
  const problem = Problem.fromText(422, JSON.stringify(body));
  expect(problem).toMatchObject({ code: "invalid_input", message: "steps: too many", requestId: "req_1" });
  expect(problem.field("spec.steps")).toBe("at most 150");
  expect(problem.field("name")).toBeUndefined();
});

it("makes one of what is none", () => {
  expect(Problem.fromText(502, "<html>bad gateway</html>")).toMatchObject({ status: 502, code: "http_502" });
  expect(Problem.from(new TypeError("x is undefined"))).toMatchObject({
    code: "defect",
    message: "x is undefined",
  });
  const problem = Problem.noContact();
  expect(Problem.from(problem)).toBe(problem);
});
