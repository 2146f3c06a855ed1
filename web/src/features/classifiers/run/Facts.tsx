import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { count, number } from "@/lib/format";

import type { Run, Split } from "../runs/queries";
import { PARTS } from "../runs/words";

/** A setting or a fact as it is read: true is "yes", nothing is "–". */
export function factWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** What stands behind a run, folded: settings, pictures, the machine, files that were passed over. */
export function Facts({ run, project }: { run: Run; project: string }) {
  const { changed, settings, environment, counts, fingerprint, skipped, skipped_count, config } = run;
  const rest = Object.entries(settings).filter(([name]) => !(name in changed));
  return (
    <div className="grid gap-2">
      <Folded
        title={`Settings, ${count(Object.keys(changed).length, "differs", "differ")} from the defaults`}
      >
        {config && (
          <p className="pb-2 text-text-2">
            It began with the setup{" "}
            <Link
              to="/classifiers/$project/setups/$setupId"
              params={{ project, setupId: config.id }}
              className="underline"
            >
              {config.name}
            </Link>
            .
          </p>
        )}
        <Rows rows={Object.entries(changed)} strong />
        <Rows rows={rest} />
      </Folded>
      <Folded title="Pictures">
        <Rows
          rows={[
            ["dataset", run.dataset.name],
            ["version", run.dataset_version],
            ...Object.entries(counts).map(([split, pictures]): [string, unknown] => [
              PARTS[split as Split],
              number(pictures),
            ]),
            ["fingerprint", fingerprint],
          ]}
        />
        {skipped_count > 0 && (
          <>
            <p className="pt-3 pb-1 text-text-2">
              {count(skipped_count, "file")} could not be read and {skipped_count === 1 ? "was" : "were"}{" "}
              passed over:
            </p>
            <ul className="max-h-60 overflow-y-auto font-mono text-sm text-text-2">
              {skipped.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
      </Folded>
      {environment && (
        <Folded title="What it ran on">
          <Rows
            rows={[
              ...Object.entries(environment).filter(([name]) => name !== "packages"),
              ...Object.entries(environment.packages),
            ]}
          />
        </Folded>
      )}
    </div>
  );
}

function Rows({ rows, strong = false }: { rows: readonly (readonly [string, unknown])[]; strong?: boolean }) {
  return (
    <dl className="grid gap-x-6 sm:grid-cols-2 xl:grid-cols-3">
      {rows.map(([name, value]) => (
        <div key={name} className="flex min-w-0 justify-between gap-4 border-b border-line-1 py-1">
          <dt className={strong ? "font-medium" : "text-text-2"}>{name.replaceAll("_", " ")}</dt>
          <dd
            className={`truncate font-mono text-sm tabular-nums ${strong ? "font-semibold" : ""}`}
            title={factWords(value)}
          >
            {factWords(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="rounded-card bg-bg-1">
      <summary className="flex h-11 cursor-pointer items-center px-4 text-text-2 hover:text-text-1">
        {title}
      </summary>
      <div className="px-4 pt-1 pb-4">{children}</div>
    </details>
  );
}
