import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

import { pictureQuery } from "@/api/gallery";
import { ErrorBlock } from "@/components/ErrorBlock";
import { FilmStage } from "@/components/LargeView/FilmStage";
import { RecipePanel } from "@/components/LargeView/RecipePanel";
import { Stage, STAGES } from "@/components/LargeView/Stage";
import { oneToOne, WHOLE, zoomAt, type Geometry } from "@/components/LargeView/zoom";
import { useItems, usePictureActions, usePlace } from "@/components/PictureGrid";
import { WorkOnPicture, type WorkKind } from "@/components/PictureWork/WorkOnPicture";
import { Sheet } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { useLooks } from "@/lib/looks";
import { usePageTitle } from "@/lib/page-title";
import { saveFrom } from "@/lib/save-file";
import { useNarrow } from "@/lib/use-media";

import { AgainBar } from "./AgainBar";
import { AgainView } from "./AgainView";
import { Foreseen } from "./Foreseen";
import { useGallery } from "./gallery-context";
import { MadeFrom } from "./MadeFrom";
import { usePanel } from "./panel";
import { PictureBar } from "./PictureBar";
import { REACH, Strip } from "./Strip";
import { useAgain } from "./use-again";
import { usePictureKeys } from "./use-picture-keys";

const route = getRouteApi("/gallery/$pictureId");
const CLOSER = 1.5;

/** One picture on its stage, over the gallery: how it was made, and the pictures beside it. */
export function PicturePage() {
  const { pictureId: id } = route.useParams();
  const { pictures, search, alone } = useGallery();
  const { data: picture, error, refetch } = useQuery(pictureQuery(id));
  const place = usePlace(pictures, id);
  const around = place ?? 0;
  const at = useItems(pictures.source, pictures.roll, {
    first: Math.max(0, around - REACH),
    last: place == null ? -1 : Math.min(pictures.roll.total - 1, around + REACH),
    rushing: false,
  });
  const item = picture ?? (place == null ? undefined : at(place));
  const navigate = useNavigate();
  const router = useRouter();
  const actions = usePictureActions();
  const again = useAgain(picture);
  const narrow = useNarrow();
  const { info, toggle: toggleInfo } = usePanel();
  const [sheet, setSheet] = useState(false);
  const [work, setWork] = useState<WorkKind>();
  const folded = useLooks((looks) => looks.railFolded);
  const surround = useLooks((looks) => looks.surround);
  const [look, setLook] = useState({ id, zoom: WHOLE });
  const zoom = look.id === id ? look.zoom : WHOLE;
  const geometry = useRef<Geometry>(undefined);
  const measured = useCallback((now: Geometry) => void (geometry.current = now), []);
  usePageTitle(item?.prompt ?? null);

  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.focus({ preventScroll: true }), []);

  const setZoom = (next: typeof WHOLE) => setLook({ id, zoom: next });
  const closer = (factor: number) => {
    const { current: now } = geometry;
    if (now) setZoom(zoomAt(zoom, now, factor, now.stage.width / 2, now.stage.height / 2));
  };
  const go = (to: string | undefined) =>
    to &&
    void navigate({
      to: "/gallery/$pictureId",
      params: { pictureId: to },
      search,
      replace: true,
      resetScroll: false,
    });
  const beside = (steps: number) => (place == null ? undefined : at(place + steps)?.id);
  const close = () => {
    if (alone || !router.history.canGoBack()) void navigate({ to: "/gallery", search });
    else router.history.back();
  };
  const binned = Boolean(item?.deleted_at);
  const leave = () => {
    const next = beside(1) ?? beside(-1);
    if (next) go(next);
    else close();
  };
  const on = {
    close,
    previous: () => go(beside(-1)),
    next: () => go(beside(1)),
    info: () => (narrow ? setSheet(!sheet) : toggleInfo()),
    favourite: () => item && void actions.favourite({ ids: [id] }, !item.favourite, true),
    bin: () => {
      if (!item || binned) return;
      leave();
      actions.bin({ ids: [id] });
    },
    restore: () => void actions.restore({ ids: [id] }),
    create: () => void navigate({ to: "/create", search: { from: id } }),
    sameRecipe: () => item && void navigate({ to: "/create", search: { from: id, seed: item.seed } }),
    again: () => again.start("same"),
    variation: () => again.start("new"),
    startFrom: () => void navigate({ to: "/create", search: { start: id } }),
    video: () => setWork("video"),
    resize: () => setWork("resize"),
    download: () => picture && saveFrom(picture.download_url),
    closer: () => closer(CLOSER),
    farther: () => closer(1 / CLOSER),
    whole: () => setZoom(WHOLE),
    pixels: () => geometry.current && setZoom(oneToOne(zoom, geometry.current, window.devicePixelRatio)),
  };
  const comparing = again.made !== undefined;
  usePictureKeys(on, comparing);

  const panel = picture ? (
    <RecipePanel picture={picture}>
      <MadeFrom picture={picture} />
      <Foreseen picture={picture} />
    </RecipePanel>
  ) : (
    <div className="grid gap-3">
      <Skeleton className="h-16" />
      <Skeleton className="h-10" />
      <Skeleton className="h-64" />
    </div>
  );
  return (
    <div
      ref={root}
      role="region"
      aria-label={item ? `Picture: ${item.prompt}` : "Picture"}
      tabIndex={-1}
      className={cn(
        "fixed inset-0 z-40 flex animate-appear flex-col bg-bg-1 outline-none! sm:top-head sm:bottom-strip sm:z-20",
        folded ? "sm:left-(--rail-folded)" : "sm:left-(--rail)",
      )}
    >
      <PictureBar
        place={place}
        total={pictures.roll.total}
        favourite={item?.favourite ?? false}
        binned={binned}
        info={narrow ? sheet : info}
        film={item?.kind === "video"}
        ready={picture !== undefined}
        narrow={narrow}
        on={on}
      />
      <div className="flex min-h-0 grow">
        <div className="flex min-w-0 grow flex-col">
          {error && !item ? (
            <div className="grow p-4">
              <ErrorBlock error={error} title="The picture did not arrive." onRetry={() => void refetch()} />
            </div>
          ) : comparing && picture && again.made ? (
            <AgainView picture={picture} made={again.made} />
          ) : item?.kind === "video" ? (
            <FilmStage film={item} className="grow" />
          ) : item ? (
            <Stage
              picture={item}
              zoom={zoom}
              onZoom={setZoom}
              onGeometry={measured}
              margin={narrow ? 0 : 24}
              onSwipe={(way) => (way === "down" ? close() : way === "left" ? on.next() : on.previous())}
              className="grow"
            />
          ) : (
            <div className={cn("grow", STAGES[surround])} />
          )}
          {picture && <AgainBar again={again} picture={picture} />}
          {place != null && <Strip place={place} total={pictures.roll.total} at={at} onGo={go} />}
        </div>
        {!narrow && info && !(error && !item) && (
          <aside
            aria-label="How it was made"
            className="w-88 shrink-0 overflow-y-auto border-l border-line-1 p-4 pb-8"
          >
            {panel}
          </aside>
        )}
      </div>
      {work && item && (
        <WorkOnPicture key={id} kind={work} picture={item} onClose={() => setWork(undefined)} />
      )}
      <Sheet open={narrow && sheet} onOpenChange={setSheet} title="How it was made">
        <div className="pb-6">{panel}</div>
      </Sheet>
    </div>
  );
}
