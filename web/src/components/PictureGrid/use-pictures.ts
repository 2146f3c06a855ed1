import { useQueries, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { MOST_IDS, type GalleryItem } from "@/api/gallery";

import { show } from "./cache";
import { lastNotAbove } from "./layout";
import { EMPTY_ROLL, sameRoll, spanOf, spansIn, type Roll, type Span } from "./roll";
import { shownQuery, skeletonQuery, spanQuery, type PictureSource } from "./source";

const MOST_SPANS = 10; // 2,000 pictures
const PATIENCE = 1500;

export interface Pictures {
  source: PictureSource;
  state: "loading" | "failed" | "ready";
  error: Error | null;
  retry: () => void;
  roll: Roll;
  /** The picture at a place, if its details are here. */
  at: (place: number) => GalleryItem | undefined;
  /** Where a picture is; null if it is not in the roll, undefined if that is not known without asking. */
  placeOf: (id: string) => number | null | undefined;
  /** The same, asking for it if need be. */
  locate: (id: string) => Promise<number | null>;
  /** The ids from one place to another, at most MOST_IDS of them. */
  ids: (first: number, last: number) => Promise<string[]>;
  /** Says which places are on the screen; while `rushing`, nothing new is asked for. */
  look: (first: number, last: number, rushing?: boolean) => void;
  /** A newer roll that is not shown yet. */
  newer: Roll | undefined;
  /** Shows the newer roll, once the places that will be on the screen are here. */
  accept: (first: number, last: number) => Promise<void>;
}

/** The pictures of a source: how many and in what shapes at once, their details where one looks. */
export function usePictures(source: PictureSource): Pictures {
  const client = useQueryClient();
  const latest = useQuery(skeletonQuery(source));
  const shown = useQuery(shownQuery(source)).data;
  const roll = shown?.roll ?? latest.data ?? EMPTY_ROLL;
  const { data, dataUpdatedAt } = latest;
  useEffect(() => {
    if (data && (!shown || (dataUpdatedAt > shown.of && sameRoll(data, shown.roll))))
      client.setQueryData(shownQuery(source).queryKey, { roll: shown?.roll ?? data, of: dataUpdatedAt });
  }, [client, source, shown, data, dataUpdatedAt]);
  const newer = shown && data && dataUpdatedAt > shown.of && !sameRoll(data, shown.roll) ? data : undefined;

  const [view, setView] = useState<View>(NOWHERE);
  const at = useItems(source, roll, view);
  const look = useCallback((first: number, last: number, rushing = false) => {
    setView((before) =>
      before.first === first && before.last === last && before.rushing === rushing
        ? before
        : { first, last, rushing },
    );
  }, []);
  const known = useMemo(() => knowledge(client, source, roll), [client, source, roll]);
  const accept = useCallback(
    async (first: number, last: number) => {
      if (!newer) return;
      const wanted = spansIn(newer, first, last).map((span) => read(client, source, span));
      await Promise.race([Promise.allSettled(wanted), new Promise((done) => setTimeout(done, PATIENCE))]);
      show(client, shownQuery(source).queryKey, newer);
    },
    [client, source, newer],
  );
  return {
    source,
    state: latest.data || shown ? "ready" : latest.isError ? "failed" : "loading",
    error: latest.error,
    retry: () => void latest.refetch(),
    roll,
    at,
    look,
    ...known,
    newer,
    accept,
  };
}

interface View {
  first: number;
  last: number;
  /** Nothing new is asked for. */
  rushing: boolean;
}

const NOWHERE: View = { first: 0, last: -1, rushing: false };

/** The details of what one looks at. What has left the screen is no longer waited for, and forgotten after a while. */
export function useItems(source: PictureSource, roll: Roll, view: View) {
  const client = useQueryClient();
  const wanted = useMemo(() => spansIn(roll, view.first, view.last), [roll, view.first, view.last]);
  const answers = useQueries({
    queries: wanted.map((span) => ({ ...spanQuery(source, span), enabled: !view.rushing })),
  });
  const items = new Map(wanted.map(({ name }, i) => [name, answers[i]?.data]));
  useEffect(() => forgetSpans(client, source), [client, source, wanted]);
  const at = (place: number) => {
    const span = roll.spans[lastNotAbove(roll.starts, place)];
    return span && items.get(span.name)?.[place - span.first];
  };
  return at;
}

/** Where a picture is in the roll, asking for it if need be; null if it is not in it. */
export function usePlace({ source, roll }: Pictures, id: string): number | null | undefined {
  const span = spanOf(roll, id);
  const wanted = span ? [span] : [];
  const answers = useQueries({ queries: wanted.map((each) => spanQuery(source, each)) });
  const items = answers.at(0)?.data;
  return span ? items && placeIn(span, items, id) : null;
}

function placeIn(span: Span, items: readonly GalleryItem[], id: string): number | null {
  const index = items.findIndex((item) => item.id === id);
  return index >= 0 && index < span.count ? span.first + index : null;
}

/** The pictures of a span: those at hand, or asked for. */
function read(client: QueryClient, source: PictureSource, span: Span): Promise<GalleryItem[]> {
  return client.query({ ...spanQuery(source, span), staleTime: "static" });
}

function knowledge(client: QueryClient, source: PictureSource, roll: Roll) {
  return {
    placeOf: (id: string) => {
      const span = spanOf(roll, id);
      if (!span) return null;
      const items = client.getQueryData(spanQuery(source, span).queryKey);
      return items && placeIn(span, items, id);
    },
    locate: async (id: string) => {
      const span = spanOf(roll, id);
      return span ? placeIn(span, await read(client, source, span), id) : null;
    },
    ids: async (first: number, last: number) => {
      const end = Math.min(last, first + MOST_IDS - 1);
      const spans = spansIn(roll, first, end);
      const pages = await Promise.all(spans.map((span) => read(client, source, span)));
      const begin = spans[0]?.first ?? 0;
      return pages
        .flat()
        .slice(first - begin, end - begin + 1)
        .map(({ id }) => id);
    },
  };
}

function forgetSpans(client: QueryClient, source: PictureSource): void {
  const cache = client.getQueryCache();
  const spans = cache.findAll({ queryKey: [...source.key, "span"] });
  const idle = spans
    .filter((query) => !query.isActive())
    .sort((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt);
  for (const query of idle.slice(0, Math.max(0, spans.length - MOST_SPANS))) cache.remove(query);
}
