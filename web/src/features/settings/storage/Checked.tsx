import { Check, Minus, OctagonAlert, TriangleAlert } from "lucide-react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";

import { useStorageCheck, type Finding } from "./queries";
import { stepWords } from "./words";

const MARKS = {
  ok: { icon: Check, look: "text-ok", word: "works" },
  warning: { icon: TriangleAlert, look: "text-warn", word: "works, with a caution" },
  failed: { icon: OctagonAlert, look: "text-danger", word: "failed" },
  skipped: { icon: Minus, look: "text-text-3", word: "not tried" },
} as const;

/** A small file is stored, read, fetched by a link and deleted; each step says how it went. */
export function Checked() {
  const check = useStorageCheck();
  return (
    <section aria-labelledby="check" className="grid gap-3">
      <h2 id="check" className="text-lg">
        Does it work?
      </h2>
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[52ch] text-text-2">
          A small file is stored, read, fetched by a link and deleted again.
        </p>
        <Button className="ml-auto max-sm:w-full" busy={check.isPending} onClick={() => check.mutate()}>
          Check the storage
        </Button>
      </div>
      {check.error && <ErrorBlock error={check.error} title="The storage was not checked." />}
      {check.data && (
        <>
          <p role="status" className="font-medium">
            {check.data.ok ? "It does all that is asked of it." : "Something does not work."}
          </p>
          <ul aria-label="What the check showed">
            {check.data.findings.map((finding) => (
              <Step key={finding.name} finding={finding} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Step({ finding }: { finding: Finding }) {
  const { state, message, hint, seconds } = finding;
  const { icon: Icon, look, word } = MARKS[state];
  return (
    <li className="flex gap-3 border-t border-line-1 py-2">
      <Icon aria-label={word} className={`mt-0.5 size-4 shrink-0 ${look}`} strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p>
          <span className="font-medium">{stepWords(finding)}</span>{" "}
          <span className="break-words text-text-2">{message}</span>
        </p>
        {hint && <p className="max-w-[68ch] text-sm break-words text-text-2">{hint}</p>}
      </div>
      {seconds >= 0.001 && (
        <span className="shrink-0 text-sm text-text-3 tabular-nums">{Math.round(seconds * 1000)} ms</span>
      )}
    </li>
  );
}
