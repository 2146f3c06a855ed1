import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { vi } from "vitest";

import { TooltipProvider } from "@/components/ui/tooltip";

interface Sent {
  call: string;
  body: unknown;
}

/** Answers by "METHOD /path"; a function may answer by the body, a Response stands for itself. */
export type Answers = Record<string, unknown>;

/** A studio whose answers the test writes; returns what was sent to it, reads left out. */
export function fakeApi(answers: Answers): Sent[] {
  const sent: Sent[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (asked) => {
    const request = asked as Request;
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    const text = await request.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    if (request.method !== "GET") sent.push({ call, body });
    if (!(call in answers)) return Response.json({ detail: `no answer to ${call}` }, { status: 404 });
    const given = answers[call];
    const answer: unknown = typeof given === "function" ? (given as (body: unknown) => unknown)(body) : given;
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  });
  return sent;
}

export function refusal(status: number, detail: string, more: object = {}): Response {
  return Response.json({ status, code: "refused", title: "Refused", detail, ...more }, { status });
}

/** Renders what asks the studio. */
export function renderAsking(node: ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <TooltipProvider>{node}</TooltipProvider>
    </QueryClientProvider>,
  );
}
