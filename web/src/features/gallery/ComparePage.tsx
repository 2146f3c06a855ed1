import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Columns2 } from "lucide-react";
import { X } from "lucide-react";
import { useState } from "react";

import { pictureQuery, type PictureDetail } from "@/api/gallery";
import { CompareView, type CompareMode } from "@/components/Compare/CompareView";
import { Differences } from "@/components/Compare/Differences";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { cycleSurround } from "@/lib/looks";
import { useNarrow } from "@/lib/use-media";

const route = getRouteApi("/compare");
const MOST = 4;

/** Two to four pictures beside each other or in place of each other, and what their recipes differ in. */
export function ComparePage() {
  const { ids = [] } = route.useSearch();
  const wanted = [...new Set(ids)].slice(0, MOST);
  const answers = useQueries({ queries: wanted.map((id) => pictureQuery(id)) });
  const narrow = useNarrow();
  const [chosen, setMode] = useState<CompareMode>();
  const mode = chosen ?? (narrow ? "in place" : "beside");
  const navigate = useNavigate();
  useShortcuts([
    { id: "compare surround", keys: "B", label: "The surround: dark, grey, light", run: cycleSurround },
  ]);
  const leaveOut = (id: string) =>
    void navigate({ to: "/compare", search: { ids: wanted.filter((each) => each !== id) }, replace: true });

  const failed = answers.find(({ isError }) => isError);
  const pictures = answers.flatMap(({ data }) => data ?? []);
  const back = (
    <Button asChild variant="primary">
      <Link to="/gallery">Choose pictures</Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Compare"
        detail={
          <span className="flex items-center gap-1.5 max-sm:hidden">
            <Kbd keys="Z" /> flips in place
          </span>
        }
        actions={
          pictures.length > 1 && (
            <RadioCards
              label="How the pictures stand"
              look="line"
              value={mode}
              onChange={setMode}
              cards={[
                { value: "beside", label: "Side by side" },
                { value: "in place", label: "In place" },
              ]}
            />
          )
        }
      />
      {wanted.length < 2 ? (
        <EmptyState icon={Columns2} title="Choose two to four pictures." action={back}>
          Choose them in the gallery with X, then press C.
        </EmptyState>
      ) : failed ? (
        <ErrorBlock
          error={failed.error}
          title="Not all pictures arrived."
          onRetry={() => answers.forEach(({ isError, refetch }) => isError && void refetch())}
          className="max-w-2xl"
        />
      ) : pictures.length < wanted.length ? (
        <Skeleton className="h-[calc(100dvh-220px)] rounded-card" />
      ) : (
        <Compared pictures={pictures} mode={mode} onMode={setMode} onLeaveOut={leaveOut} />
      )}
    </>
  );
}

interface ComparedProps {
  pictures: readonly PictureDetail[];
  mode: CompareMode;
  onMode: (mode: CompareMode) => void;
  onLeaveOut: (id: string) => void;
}

function Compared({ pictures, mode, onMode, onLeaveOut }: ComparedProps) {
  return (
    <div className="grid gap-6">
      <CompareView
        pictures={pictures}
        mode={mode}
        onMode={onMode}
        className="h-[calc(100dvh-200px)] min-h-96 overflow-hidden rounded-card"
        caption={(_, i) => {
          const picture = pictures[i];
          if (!picture) return null;
          return (
            <>
              <Link
                to="/gallery/$pictureId"
                params={{ pictureId: picture.id }}
                className="min-w-0 truncate hover:underline"
              >
                {picture.prompt}
              </Link>
              <span className="ml-auto shrink-0 text-text-3 tabular-nums max-sm:hidden">
                seed {picture.seed}
              </span>
              {pictures.length > 2 && (
                <IconButton
                  icon={X}
                  label={`Leave out picture ${i + 1}`}
                  className="size-7"
                  onClick={() => onLeaveOut(picture.id)}
                />
              )}
            </>
          );
        }}
      />
      <Differences pictures={pictures} />
    </div>
  );
}
