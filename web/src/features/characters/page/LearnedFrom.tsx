import { Link } from "@tanstack/react-router";

import { Picture } from "@/components/Picture";
import { useSharing } from "@/components/projects/sharing";
import { TimeAgo } from "@/components/TimeAgo";
import { Button } from "@/components/ui/button";
import { count, duration } from "@/lib/format";

import { ConsentLine } from "../consent/ConsentLine";
import type { Character } from "../queries";
import { settingRows } from "../training/setting-rows";
import { plainCaption } from "../words";

/** Where the character comes from: pictures with their words, settings, time. */
export function LearnedFrom({ character, seconds }: { character: Character; seconds: number | null }) {
  const { id, references, training } = character;
  const version = character.versions.find(({ in_use }) => in_use);
  const { unless: fixed } = useSharing(character.project);
  if (character.source === "imported") {
    return (
      <div className="grid gap-4">
        <p className="text-text-2">
          {character.name} came as a LoRA file <TimeAgo at={character.created_at} />, so there are no pictures
          here.
        </p>
        <ConsentLine character={character} fixed={fixed} />
      </div>
    );
  }
  return (
    <div className="grid gap-8">
      <ConsentLine character={character} fixed={fixed} />
      <section className="grid gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="text-lg">{count(references.length, "picture")}</h2>
          {!fixed && (
            <Button asChild size="small">
              <Link to="/characters/$characterId/plan" params={{ characterId: id }}>
                Change and train again
              </Link>
            </Button>
          )}
        </div>
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-5">
          {references.map(({ id: reference, filename, caption, excluded, ...rest }) => (
            <li key={reference} className="grid content-start gap-1.5">
              <Picture
                picture={{
                  src: rest.thumbnail_url,
                  width: rest.width,
                  height: rest.height,
                  thumbhash: rest.thumbhash,
                }}
                alt={filename}
                fit="cover"
                className={`aspect-square! ${excluded ? "opacity-35" : ""}`}
              />
              <p className="text-sm text-text-2">
                {excluded
                  ? "left out"
                  : (caption ?? <span className="text-text-3">{plainCaption(character)}</span>)}
              </p>
            </li>
          ))}
        </ul>
      </section>
      {training && (
        <section className="grid gap-3">
          <h2 className="text-lg">Settings</h2>
          <p className="text-text-2">
            {version && (
              <>
                Version {version.number}, <TimeAgo at={version.created_at} />
              </>
            )}
            {seconds !== null && `, learnt in ${duration(seconds)}`}
          </p>
          <dl className="grid gap-x-8 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
            {settingRows(version?.training ?? training).map(({ label, value }) => (
              <div key={label} className="flex justify-between gap-4 border-b border-line-1 py-1.5">
                <dt className="text-text-2">{label}</dt>
                <dd className="text-right tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}
