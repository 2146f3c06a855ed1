import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useEffect } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { characterQuery } from "../queries";
import { isLearning } from "../words";
import { DraftHead } from "./DraftHead";
import { PicturesSection } from "./pictures/PicturesSection";
import { PlanSection } from "./plan/PlanSection";
import { SECTIONS, useSections } from "./sections";
import { WordsSection } from "./WordsSection";

const TOPICS = ["characters", "workers"];

/** A character before it learns, or before it learns again: its pictures, their words, and the plan. */
export function DraftPage({ id }: { id: string }) {
  useTopics(TOPICS);
  const { data: character, error, isError, refetch } = useQuery(characterQuery(id));
  const { current, goTo } = useSections();
  const { unless } = useSharing(character?.project);
  usePageTitle(character?.name);
  useShortcuts(
    SECTIONS.map(({ key, label }, i) => ({
      id: `section ${key}`,
      keys: String(i + 1),
      label: `To ${label}`,
      run: () => goTo(key),
    })),
  );
  useEffect(() => {
    const section = SECTIONS.find(({ key }) => location.hash === `#${key}`);
    if (character && section && section.key !== "pictures") goTo(section.key);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the page has been filled for the first time
  }, [character === undefined]);

  if (isError && !character) {
    return (
      <ErrorBlock
        error={error}
        title="The draft did not arrive."
        still="What was saved is safe on the server."
        onRetry={() => void refetch()}
      />
    );
  }
  if (!character) return <Waiting />;
  if (isLearning(character)) {
    return <Navigate to="/characters/$characterId/training" params={{ characterId: id }} replace />;
  }
  return (
    <fieldset disabled={unless !== undefined} className="grid min-w-0 grid-cols-1 gap-10">
      <DraftHead character={character} current={current} unless={unless} onGoTo={goTo} />
      <PicturesSection character={character} unless={unless} />
      <WordsSection character={character} unless={unless} />
      <PlanSection character={character} unless={unless} />
    </fieldset>
  );
}

function Waiting() {
  return (
    <div className="grid gap-6" aria-hidden>
      <Skeleton className="h-9 w-80" />
      <Skeleton className="h-16" />
      <Skeleton className="h-72" />
      <Skeleton className="h-72" />
    </div>
  );
}
