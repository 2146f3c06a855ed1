import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";

import { predictionsQuery, type Prediction, type PredictionFilter, type Run } from "../runs/queries";
import { LargePrediction } from "./LargePrediction";
import { PredictionTile } from "./PredictionTile";
import { useRelabel } from "./use-relabel";

interface Props {
  run: Run;
  filter: PredictionFilter;
  name: string;
  onFixed: (picture: Prediction, label: string) => void;
  /** The first picture takes the keyboard: it was opened by a hand. */
  focused?: boolean;
}

const DIGITS = 9;

/** Pictures of a cell, or the most wrong: looked at one after the other, and put right by a digit. */
export function Pictures({ run, filter, name, onFixed }: Props) {
  const list = useInfiniteQuery(predictionsQuery(run.id, filter));
  const box = useRef<HTMLElement>(null);
  const [at, setAt] = useState(0);
  const [large, setLarge] = useState(false);
  const relabel = useRelabel(run.id, onFixed);
  const pictures = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const current = Math.min(at, pictures.length - 1);
  const inFolder = run.dataset_version === null;
  const { unless } = useSharing(run.project);

  const go = (by: number) => {
    const next = Math.min(Math.max(0, current + by), pictures.length - 1);
    setAt(next);
    const picture = pictures[next];
    if (picture && !large)
      box.current
        ?.querySelector<HTMLElement>(`[data-picture="${picture.split}-${picture.position}"]`)
        ?.focus();
    if (next > pictures.length - 6 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  const file = (label: string | undefined) => {
    const picture = pictures[current];
    if (!picture || label === undefined || inFolder) return;
    relabel(picture, label);
    go(1);
  };
  const shortcuts = [
    { id: "picture next", keys: "J", label: "Next picture", run: () => go(1) },
    { id: "picture previous", keys: "K", label: "Previous picture", run: () => go(-1) },
    { id: "picture right", keys: "ArrowRight", label: "Next picture", run: () => go(1) },
    { id: "picture left", keys: "ArrowLeft", label: "Previous picture", run: () => go(-1) },
    ...(inFolder
      ? []
      : [
          {
            id: "picture wrong",
            keys: "M",
            label: "The label is wrong: file it under what was said",
            unless,
            run: () => file(pictures[current]?.predicted),
          },
          ...run.labels.slice(0, DIGITS).map((label, i) => ({
            id: `picture ${i + 1}`,
            keys: String(i + 1),
            label: `File it under ${label}`,
            unless,
            run: () => file(label),
          })),
        ]),
  ];
  useShortcuts(shortcuts, { scope: "component", within: box });
  return (
    <section ref={box} aria-label={name} className="grid content-start gap-3">
      {!inFolder && !unless && pictures.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-text-3 max-sm:hidden pointer-coarse:hidden">
          {run.labels.slice(0, DIGITS).map((label, i) => (
            <span key={label} className="inline-flex items-center gap-1">
              <Kbd keys={String(i + 1)} /> {label}
            </span>
          ))}
          <span className="inline-flex items-center gap-1">
            <Kbd keys="M" /> the label is wrong
          </span>
        </p>
      )}
      {inFolder && pictures.length > 0 && (
        <p className="text-sm text-text-3">
          These pictures lie in a folder that is not the studio’s: move the files to put them right.
        </p>
      )}
      {list.isPending && <Skeleton className="h-40" />}
      {list.isError && pictures.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The pictures did not arrive."
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && pictures.length === 0 && <p className="text-text-2">No picture is like that.</p>}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2">
        {pictures.map((picture, i) => (
          <PredictionTile
            key={`${picture.split}-${picture.position}`}
            picture={picture}
            first={i < 12}
            current={i === current}
            onFocus={() => setAt(i)}
            onOpen={() => {
              setAt(i);
              setLarge(true);
            }}
          />
        ))}
      </div>
      {list.hasNextPage && (
        <Button
          size="small"
          className="justify-self-start"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {large && pictures[current] && (
        <LargePrediction
          picture={pictures[current]}
          labels={run.labels}
          shortcuts={shortcuts}
          onFile={inFolder || unless ? undefined : (label) => file(label)}
          onGo={go}
          onClose={() => setLarge(false)}
        />
      )}
    </section>
  );
}
