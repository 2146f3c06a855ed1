import type { ReactNode } from "react";

import type { Job } from "@/api/jobs";
import { Picture } from "@/components/Picture";
import { count } from "@/lib/format";

import type { Character } from "../queries";
import { settingRows } from "./setting-rows";

/** What stands behind a training, folded: what was found, the settings, the pictures. */
export function Facts({ job, character }: { job: Job; character: Character }) {
  const { findings = [] } = (job.results.check ?? {}) as {
    findings?: { picture: string; message: string }[];
  };
  const used = character.references.filter(({ excluded }) => !excluded);
  return (
    <div className="grid gap-2">
      {findings.length > 0 && (
        <Folded title={`${count(findings.length, "thing")} found in the pictures`}>
          <ul className="grid gap-1">
            {findings.map(({ picture, message }, i) => (
              <li key={i}>
                <span className="font-medium">{picture}</span> <span className="text-text-2">{message}</span>
              </li>
            ))}
          </ul>
        </Folded>
      )}
      {character.training && (
        <Folded title="Settings used">
          <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
            {settingRows(character.training).map(({ label, value }) => (
              <div key={label} className="flex justify-between gap-4 border-b border-line-1 py-1">
                <dt className="text-text-2">{label}</dt>
                <dd className="font-mono text-sm tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </Folded>
      )}
      {used.length > 0 && (
        <Folded title={`${count(used.length, "picture")} used`}>
          <ul className="flex flex-wrap gap-1">
            {used.map(({ id, filename, thumbnail_url: src, width, height, thumbhash }) => (
              <li key={id}>
                <Picture
                  picture={{ src, width, height, thumbhash }}
                  alt={filename}
                  fit="cover"
                  className="h-20"
                />
              </li>
            ))}
          </ul>
        </Folded>
      )}
    </div>
  );
}

function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group rounded-card bg-bg-1">
      <summary className="flex h-11 cursor-pointer items-center gap-2 rounded-card px-4 text-text-2 hover:text-text-1">
        {title}
      </summary>
      <div className="px-4 pt-1 pb-4">{children}</div>
    </details>
  );
}
