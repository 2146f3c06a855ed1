import { moment } from "@/lib/format";

import type { AuditEntry } from "./queries";

/** One line of the log; more of it on demand. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { at, who, action, subject, details, address, key_id, request_id } = entry;
  const more: [string, string | null][] = [
    ...Object.entries(details).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
    ["key", key_id],
    ["address", address],
    ["request", request_id],
  ];
  return (
    <li className="border-t border-line-1">
      <details>
        <summary className="flex min-h-control flex-wrap items-center gap-x-4 rounded-control py-1.5">
          <time dateTime={at} className="w-40 text-text-3 tabular-nums">
            {moment(new Date(at))}
          </time>
          <span className="w-32 truncate font-medium">{who}</span>
          <code className="font-mono text-sm">{action}</code>
          {subject && <span className="truncate font-mono text-sm text-text-3">{subject}</span>}
        </summary>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 pb-3 text-sm sm:pl-44">
          {more.map(
            ([name, value]) =>
              value && (
                <div key={name} className="contents">
                  <dt className="text-text-3">{name}</dt>
                  <dd className="font-mono break-all">{value}</dd>
                </div>
              ),
          )}
        </dl>
      </details>
    </li>
  );
}
