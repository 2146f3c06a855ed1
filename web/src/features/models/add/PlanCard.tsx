import { ChevronDown, ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import { bytes, count } from "@/lib/format";

import type { DownloadAsked, Plan } from "../queries";
import { KINDS, licenceWords } from "../words";
import { TokenForm } from "./Tokens";

interface Props {
  plan: Plan;
  /** Of what was asked before; the new answer is on its way. */
  stale: boolean;
  starting: boolean;
  onChange: (more: Omit<DownloadAsked, "source">) => void;
  onStart: () => void;
  onAgain: () => void;
}

/** What a download would bring, and what speaks against it. */
export function PlanCard({ plan, stale, starting, onChange, onStart, onAgain }: Props) {
  const { name, kind, refusal, total_bytes, here_bytes, free_bytes, gated, licence, job_id } = plan;
  const wanted = plan.files.filter((file) => file.wanted);
  const facts: [string, ReactNode][] = [
    [
      "Comes",
      `${bytes(total_bytes)} in ${count(wanted.length, "file")}${here_bytes > 0 ? `; ${bytes(here_bytes)} of it are here already` : ""}`,
    ],
    [
      "Disk",
      `${bytes(free_bytes)} free, ${bytes(Math.max(0, free_bytes - total_bytes + here_bytes))} after it`,
    ],
    ["Licence", licenceWords(licence)],
    ["Made with", plan.pipeline && <code className="font-mono text-sm break-all">{plan.pipeline}</code>],
  ];
  return (
    <section
      aria-label="What would come"
      aria-busy={stale}
      className={cn(
        "grid gap-4 rounded-card border border-line-1 p-4 transition-opacity duration-state",
        stale && "opacity-60",
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 truncate text-lg font-medium">{name}</h3>
        <Badge>{KINDS[kind].one}</Badge>
        {gated && <Badge tone="warn">asks for consent</Badge>}
        {plan.installed && <Badge>here already</Badge>}
      </div>
      <dl className="grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1.5">
        {facts.map(
          ([label, value]) =>
            value && (
              <div key={label} className="contents">
                <dt className="text-text-3">{label}</dt>
                <dd className="min-w-0 tabular-nums">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Choices plan={plan} onChange={onChange} />
      <FileList plan={plan} />
      {refusal && (
        <p role="alert" className="rounded-control bg-warn-tint px-3 py-2 text-warn">
          {refusal.message} {refusal.hint}
        </p>
      )}
      {gated && refusal && <TokenForm hub={plan.hub} page={plan.url} onKept={onAgain} />}
      <Button
        variant="primary"
        className="sticky bottom-0"
        busy={starting}
        disabled={refusal !== null || stale}
        onClick={onStart}
      >
        {job_id ? "Go on with it" : `Get it, ${bytes(total_bytes - here_bytes)}`}
      </Button>
    </section>
  );
}

const FULL = "full";

/** Which of several variants, or of several models in one repository. */
function Choices({ plan: { variant, variants, choices }, onChange }: Pick<Props, "plan" | "onChange">) {
  return (
    <>
      {variants.length > 1 && (
        <Field label="Variant" help="Half precision is half as large; pictures differ faintly.">
          <Select
            value={variant ?? FULL}
            onChange={(next) => onChange({ variant: next })}
            options={variants.map((each) => ({
              value: each,
              label: each === FULL ? "Full precision" : each,
            }))}
          />
        </Field>
      )}
      {choices.length > 1 && (
        <Field label="Which one" help="This repository holds several models.">
          <Select
            value={undefined}
            placeholder="Choose one"
            onChange={(next: string) => onChange({ include: [next] })}
            options={choices.map((each) => ({ value: each, label: each }))}
          />
        </Field>
      )}
    </>
  );
}

function FileList({ plan: { files } }: Pick<Props, "plan">) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? ChevronDown : ChevronRight;
  const sorted = [...files].sort((a, b) => Number(b.wanted) - Number(a.wanted));
  const left = files.filter((file) => !file.wanted).length;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ml-1 flex min-h-7 items-center gap-1 rounded-control px-1 text-sm text-text-3 hover:text-text-1 max-sm:min-h-11"
      >
        <Chevron aria-hidden className="size-4" strokeWidth={1.75} />
        Files{left > 0 && `, ${left} left out`}
      </button>
      {open && (
        <ul className="mt-1 grid max-h-64 gap-1 overflow-y-auto text-sm">
          {sorted.map(({ path, size, wanted, reason }) => (
            <li key={path} className={cn("flex items-baseline gap-3", !wanted && "text-text-3")}>
              <span className="min-w-0 grow">
                <code className={cn("font-mono text-sm break-all", !wanted && "line-through")}>{path}</code>
                {reason && <span className="block">{reason}</span>}
              </span>
              <span className="shrink-0 tabular-nums">{size === null ? "" : bytes(size)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
