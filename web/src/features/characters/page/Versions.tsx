import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { EmptyState } from "@/components/EmptyState";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useArrows } from "@/components/use-arrows";

import type { Character } from "../queries";
import { useVersionChanges } from "../version-changes";
import { CompareVersions } from "./CompareVersions";
import { downloadLora } from "./download";
import { LineageSheet } from "./LineageSheet";
import { VersionRow } from "./VersionRow";

const MOST = 2;
const route = getRouteApi("/characters/$characterId");

/** Every training that ended well, the newest first. */
export function Versions({ character }: { character: Character }) {
  const { id, versions } = character;
  const { use, remove } = useVersionChanges(id);
  const { unless } = useSharing(character.project);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [comparing, setComparing] = useState(false);
  const [going, setGoing] = useState<number>();
  const { version: asked, lineage } = route.useSearch();
  const move = route.useNavigate();
  const look = (version: number | undefined, from?: true) =>
    void move({
      search: (all) => ({ ...all, version, lineage: from }),
      replace: true,
      resetScroll: false,
    });
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // A link that names a version leads to it; later clicks are where one looks already.
    list.current?.querySelector(`[data-item="${asked ?? ""}"]`)?.scrollIntoView({ block: "nearest" });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- of the first version only
  }, []);
  const choose = (n: number, on: boolean) =>
    setChosen((before) =>
      on ? [...before.filter((each) => each !== n), n].slice(-MOST) : before.filter((each) => each !== n),
    );
  useArrows(list, "versions", [
    { id: "version use", keys: "U", label: "Use this version", unless, act: (n) => use.mutate(Number(n)) },
    {
      id: "version download",
      keys: "D",
      label: "Download it",
      act: (n) => {
        const own = versions.find(({ number }) => number === Number(n))?.model;
        if (!own) void downloadLora(id, "kohya", Number(n));
      },
    },
    {
      id: "version steps",
      keys: "S",
      label: "Its steps, or not",
      act: (n) => look(asked === Number(n) ? undefined : Number(n)),
    },
    { id: "version lineage", keys: "F", label: "Where it comes from", act: (n) => look(Number(n), true) },
    {
      id: "version compare",
      keys: "C",
      label: "Compare, or not",
      act: (n) => choose(Number(n), !chosen.includes(Number(n))),
    },
  ]);
  const pair = versions.filter(({ number }) => chosen.includes(number));
  if (versions.length === 0)
    return <EmptyState title="No version yet">A training that ends well becomes one.</EmptyState>;
  return (
    <div className="grid gap-4">
      {versions.length > 1 && (
        <div className="flex min-h-control flex-wrap items-center gap-3 text-text-2">
          <span className="grow">
            {pair.length === MOST
              ? `Version ${pair.map(({ number }) => number).join(" and ")}`
              : "Choose two to compare."}
          </span>
          <Button
            disabled={pair.length < MOST}
            aria-pressed={comparing}
            onClick={() => setComparing(!comparing)}
          >
            Compare
          </Button>
        </div>
      )}
      {comparing && pair.length === MOST && (
        <CompareVersions versions={pair} onClose={() => setComparing(false)} />
      )}
      <ul ref={list} aria-label="Versions" className="grid gap-3">
        {versions.map((version) => (
          <VersionRow
            key={version.number}
            character={id}
            version={version}
            chosen={chosen.includes(version.number)}
            comparable={versions.length > 1}
            busy={use.isPending && use.variables === version.number}
            open={version.number === asked && !!version.job_id}
            onOpen={(open) => look(open ? version.number : undefined)}
            onLineage={() => look(version.number, true)}
            onChoose={(on) => choose(version.number, on)}
            unless={unless}
            onUse={() => use.mutate(version.number)}
            onDelete={() => setGoing(version.number)}
          />
        ))}
      </ul>
      {lineage && versions.some(({ number }) => number === asked) && asked !== undefined && (
        <LineageSheet character={character} number={asked} onClose={() => look(asked)} />
      )}
      <Confirm
        open={going !== undefined}
        onOpenChange={() => setGoing(undefined)}
        title={`Delete version ${going ?? ""}?`}
        description="Its LoRA file or model, its steps and its samples go. Pictures made with it stay, but cannot be made again. This cannot be undone."
        action="Delete"
        busy={remove.isPending}
        onConfirm={() => {
          if (going !== undefined) remove.mutate(going, { onSettled: () => setGoing(undefined) });
        }}
      />
    </div>
  );
}
