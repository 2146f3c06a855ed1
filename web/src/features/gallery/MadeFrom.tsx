import { Link } from "@tanstack/react-router";
import { ListOrdered, UserRound, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import type { PictureDetail } from "@/api/gallery";
import { TimeAgo } from "@/components/TimeAgo";
import { count } from "@/lib/format";

/** The thread from the picture back to where it came from, to walk along. */
export function MadeFrom({ picture }: { picture: PictureDetail }) {
  const { lineage, generation } = picture;
  const { character } = lineage;
  const { n } = generation.plan;
  return (
    <section aria-label="Made from">
      <h3 className="mb-1 text-text-3">Made from</h3>
      <ol className="grid">
        <Knot icon={ListOrdered}>
          <Link to="/queue/$jobId" params={{ jobId: lineage.job_id }} className="font-medium hover:underline">
            {n > 1 ? `A job of ${count(n, "picture")}` : "A job of one picture"}
          </Link>
          <span className="text-sm text-text-3">
            <TimeAgo at={generation.created_at} />
          </span>
        </Knot>
        {character && (
          <Knot icon={UserRound}>
            {character.exists ? (
              <Link
                to="/characters/$characterId"
                params={{ characterId: character.id }}
                className="font-medium hover:underline"
              >
                {character.name}
              </Link>
            ) : (
              <span className="font-medium">{character.name}</span>
            )}
            <span className="text-sm text-text-3">
              {character.exists && character.version ? (
                <Link
                  to="/characters/$characterId"
                  params={{ characterId: character.id }}
                  search={{ tab: "versions", version: character.version, lineage: true }}
                  title="Where it comes from"
                  className="hover:underline"
                >
                  version {character.version}
                </Link>
              ) : (
                [
                  character.version ? `version ${character.version}` : "",
                  !character.exists && "deleted since",
                ]
                  .filter(Boolean)
                  .join(", ")
              )}
            </span>
          </Knot>
        )}
      </ol>
      {generation.notes.map((note) => (
        <p key={note} className="mt-2 text-sm text-text-2">
          {note}
        </p>
      ))}
    </section>
  );
}

function Knot({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="relative flex items-center gap-3 py-1.5 not-first:before:absolute not-first:before:-top-1 not-first:before:left-2.5 not-first:before:h-2 not-first:before:w-px not-first:before:bg-line-2">
      <Icon aria-hidden className="size-5 shrink-0 text-text-3" strokeWidth={1.75} />
      <span className="flex flex-wrap items-baseline gap-x-2">{children}</span>
    </li>
  );
}
