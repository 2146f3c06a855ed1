import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Picture } from "@/components/Picture";
import { count } from "@/lib/format";

import { modelsQuery, type Character, type TrainSpec } from "../queries";
import type { VersionLineage } from "../versions";
import { changedSettings } from "./settings-changed";

type Learnt = NonNullable<VersionLineage["learnt"]>;

export function Row({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 border-b border-line-1 py-1.5">
      <dt className="text-text-2">{term}</dt>
      <dd className="min-w-0 text-right break-words tabular-nums">{children}</dd>
    </div>
  );
}

/** What was set otherwise than the model's own preset has it. */
export function SettingsChanged({ training, base }: { training: TrainSpec; base: string }) {
  const { data: models } = useQuery(modelsQuery);
  const preset = models?.find(({ name }) => name === base)?.training;
  if (!models) return null;
  if (!preset) return <Note title="Settings">The base model is not here to compare with.</Note>;
  const changed = changedSettings(training, preset);
  if (changed.length === 0)
    return <Note title="Settings">All as the model&rsquo;s own preset has them.</Note>;
  return (
    <section aria-label="Settings that differ from the preset">
      <h3 className="font-medium">Set otherwise than the model&rsquo;s preset</h3>
      <dl>
        {changed.map(({ name, value, usual }) => (
          <Row key={name} term={<span className="font-mono text-sm">{name}</span>}>
            {value} <span className="text-text-3">instead of {usual}</span>
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Note({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="font-medium">{title}</h3>
      <p className="text-text-2">{children}</p>
    </section>
  );
}

/** The pictures as they were then; those that are still here are shown. */
export function LearntPictures({ learnt, character }: { learnt: Learnt; character: Character }) {
  return (
    <section aria-label="Pictures it learnt from">
      <h3 className="mb-2 font-medium">{count(learnt.pictures.length, "picture")}</h3>
      <ul className="grid gap-2">
        {learnt.pictures.map(({ id, filename, caption }) => {
          const here = character.references.find((each) => each.id === id);
          return (
            <li key={id} className="grid grid-cols-[3.5rem_minmax(0,1fr)] items-start gap-3">
              {here ? (
                <Picture
                  picture={{
                    src: here.thumbnail_url,
                    width: here.width,
                    height: here.height,
                    thumbhash: here.thumbhash,
                  }}
                  alt=""
                  fit="cover"
                  className="aspect-square!"
                />
              ) : (
                <span className="flex aspect-square items-center justify-center rounded-print bg-bg-3 text-xs text-text-3">
                  removed
                </span>
              )}
              <div className="min-w-0">
                <p className="break-words">{caption}</p>
                <p className="truncate text-sm text-text-3">{filename}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What computed: the program, its packages and the device; and the fingerprints. */
export function Program({ learnt }: { learnt: Learnt }) {
  const { environment: on, dataset, base_sha256 } = learnt;
  return (
    <section aria-label="Program and device">
      <h3 className="font-medium">Program and device</h3>
      <dl>
        <Row term="Safelight">
          {on.safelight}
          {on.revision && (
            <span className="block font-mono text-sm text-text-3">{on.revision.slice(0, 12)}</span>
          )}
        </Row>
        <Row term="Device">
          {on.device_name} <span className="text-text-3">{on.device}</span>
        </Row>
        {on.threads != null && <Row term="Threads">{on.threads}</Row>}
        <Row term="Python">{on.python}</Row>
        <Row term="System">{on.platform}</Row>
        {Object.entries(on.packages).map(([name, version]) => (
          <Row key={name} term={name}>
            {version}
          </Row>
        ))}
        <Row term="Pictures and words">
          <Fingerprint of={dataset} />
        </Row>
        {base_sha256 && (
          <Row term="Base model">
            <Fingerprint of={base_sha256} />
          </Row>
        )}
      </dl>
    </section>
  );
}

function Fingerprint({ of }: { of: string }) {
  return (
    <span title={of} className="font-mono text-sm">
      {of.slice(0, 12)}
    </span>
  );
}
