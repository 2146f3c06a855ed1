import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Navigate, useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import { activeJobs, jobQuery } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";
import { useShortcuts } from "@/keys/hooks";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { CharacterHead } from "./page/CharacterHead";
import { CharacterPictures } from "./page/CharacterPictures";
import { DeleteCharacter } from "./page/DeleteCharacter";
import { LearnedFrom } from "./page/LearnedFrom";
import { TryIt } from "./page/TryIt";
import { UseElsewhere } from "./page/UseElsewhere";
import { Versions } from "./page/Versions";
import { placeOf } from "./place";
import { characterQuery, type Character } from "./queries";

const TOPICS = ["characters", "jobs", "gallery"];
const TABS = ["try", "versions", "pictures", "learned-from", "use"] as const;
const LABELS = {
  try: "Try it",
  versions: "Versions",
  pictures: "Pictures",
  "learned-from": "Learned from",
  use: "Use it elsewhere",
};

const route = getRouteApi("/characters/$characterId");

export function CharacterPage() {
  const { characterId } = route.useParams();
  useTopics(TOPICS);
  const { data: character, isError, error, refetch } = useQuery(characterQuery(characterId));
  usePageTitle(character?.name);
  if (isError && !character) {
    return <ErrorBlock error={error} title="The character did not arrive." onRetry={() => void refetch()} />;
  }
  if (!character) return <Waiting />;
  // Nothing to use yet: go on where it stands.
  if (character.version === 0) return <Navigate {...placeOf(character)} replace />;
  return <Shown key={character.id} character={character} />;
}

function Shown({ character }: { character: Character }) {
  const { id, name } = character;
  const { tab = "try" } = route.useSearch();
  const move = route.useNavigate();
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { unless } = useSharing(character.project);
  const { data: jobs = [] } = useQuery(activeJobs);
  const version = character.versions.find(({ in_use }) => in_use);
  const { data: made } = useQuery({
    ...jobQuery(version?.job_id ?? ""),
    enabled: tab === "learned-from" && version?.job_id != null,
  });
  const seconds =
    made?.started_at && made.finished_at
      ? (Date.parse(made.finished_at) - Date.parse(made.started_at)) / 1000
      : null;
  const open = (next: (typeof TABS)[number]) =>
    void move({ search: { tab: next }, replace: true, resetScroll: false });
  useShortcuts([
    {
      id: "character create",
      keys: "T",
      label: `Create with ${name}`,
      run: () => void navigate({ to: "/create", search: { c: [id] } }),
    },
    { id: "character rename", keys: "F2", label: "Rename", run: () => setRenaming(true), unless },
    ...TABS.map((each, i) => ({
      id: `tab ${each}`,
      keys: String(i + 1),
      label: LABELS[each],
      run: () => open(each),
    })),
  ]);
  const contents: Record<(typeof TABS)[number], ReactNode> = {
    try: <TryIt character={character} />,
    versions: <Versions character={character} />,
    pictures: <CharacterPictures id={id} name={name} />,
    "learned-from": <LearnedFrom character={character} seconds={seconds} />,
    use: <UseElsewhere character={character} />,
  };
  return (
    <>
      <CharacterHead
        character={character}
        job={jobs.find((job) => job.id === character.job_id)}
        renaming={renaming}
        onRename={setRenaming}
        onTrainAgain={() =>
          void navigate({ to: "/characters/$characterId/plan", params: { characterId: id }, hash: "plan" })
        }
        onDelete={() => setDeleting(true)}
      />
      <Tabs
        label={name}
        value={tab}
        onChange={open}
        tabs={TABS.map((value) => ({ value, label: LABELS[value], content: contents[value] }))}
      />
      {deleting && <DeleteCharacter character={character} onClose={() => setDeleting(false)} />}
    </>
  );
}

function Waiting() {
  return (
    <div className="grid gap-6" aria-hidden>
      <div className="flex gap-4">
        <Skeleton className="size-20" />
        <Skeleton className="h-9 w-64" />
      </div>
      <Skeleton className="h-9" />
      <Skeleton className="h-64" />
    </div>
  );
}
