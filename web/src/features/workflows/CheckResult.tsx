import { Badge } from "@/components/ui/badge";

import type { Check, Lack } from "./queries";
import { withAddresses } from "./words";

/** What each server said when it was asked: ready, or what it lacks and where to get it. */
export function CheckResult({ check }: { check: Check }) {
  return (
    <section
      aria-label="What the servers say"
      role="status"
      className="mb-6 grid gap-3 rounded-card bg-bg-1 p-4"
    >
      {check.servers.length === 0 && <p>No ComfyUI server is known, so none could be asked.</p>}
      {check.servers.map(({ address, up, ok, problems = [] }) => (
        <div key={address} className="grid gap-1">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-all">{address}</span>
            {ok ? (
              <Badge tone="ok">can run it</Badge>
            ) : (
              <Badge tone={up ? "warn" : "danger"}>{up ? "lacks something" : "does not answer"}</Badge>
            )}
          </p>
          <ul className="grid gap-1">
            {problems.map((lack) => (
              <LackRow key={`${lack.kind} ${lack.name} ${lack.message}`} lack={lack} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function LackRow({ lack: { message, hint = "" } }: { lack: Lack }) {
  return (
    <li className="max-w-[80ch] border-l-2 border-line-2 pl-3">
      {message}
      {hint && (
        <span className="block text-sm break-words text-text-2">
          {withAddresses(hint).map(({ text, address }, i) =>
            address ? (
              <a
                key={i}
                href={text}
                target="_blank"
                rel="noreferrer"
                className="text-text-1 underline underline-offset-4"
              >
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </span>
      )}
    </li>
  );
}
