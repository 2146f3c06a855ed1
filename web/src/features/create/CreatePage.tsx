import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useRef, useState } from "react";

import { namedPictureQuery } from "@/api/inputs";
import { activeJobs } from "@/api/jobs";
import { modelsQuery } from "@/api/shelf";
import { useFileDrop } from "@/components/DropZone";
import { Skeleton } from "@/components/ui/skeleton";
import { useUnless } from "@/components/unless";
import { useNarrow } from "@/lib/use-media";
import { useTopics } from "@/live/hooks";

import { check, type Errors } from "./checks";
import { Composer } from "./Composer";
import { shapeAsked, toSpec } from "./form";
import { modelOf } from "./queries";
import { Stage } from "./Stage";
import { useForm, useSession } from "./store";
import { useCreate } from "./use-create";
import { useCreateKeys } from "./use-create-keys";
import { useFromAddress } from "./use-from-address";
import { useRecipeDrop } from "./use-recipe-drop";

const Panel = lazy(() => import("./Panel"));
const Sheet = lazy(async () => ({ default: (await import("@/components/ui/dialog")).Sheet }));
const StylesSheet = lazy(() => import("./styles/StylesSheet"));
const WorkOnPicture = lazy(async () => ({
  default: (await import("@/components/PictureWork/WorkOnPicture")).WorkOnPicture,
}));
const RecipeNotes = lazy(async () => ({ default: (await import("./RecipeNotes")).RecipeNotes }));
const CopyAs = lazy(() => import("./CopyAs"));

/** Words in, pictures out: the stage, the words below it, the settings beside it. */
export function CreatePage() {
  useTopics(["jobs", "characters", "gallery", "styles"]);
  useFromAddress();
  const client = useQueryClient();
  const narrow = useNarrow();
  const [settings, setSettings] = useState(false);
  const [styles, setStyles] = useState(false);
  const [tried, setTried] = useState(false);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const form = useForm((state) => state.form);
  const create = useCreate();
  const recipe = useRecipeDrop();
  const { data: models } = useQuery(modelsQuery);
  const { data: jobs = [] } = useQuery(activeJobs);
  const { batches, copying, copy, working, work } = useSession();
  const errors: Errors = tried ? check(form) : {};

  const submit = () => {
    const wrong = Object.keys(check(form));
    setTried(wrong.length > 0);
    if (wrong.length === 0) {
      const start = form.image ? client.getQueryData(namedPictureQuery(form.image).queryKey) : undefined;
      void create({ spec: toSpec(form) }, shapeAsked(form, modelOf(models, form.model), start));
      return;
    }
    if (narrow && wrong[0] !== "prompt") setSettings(true);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const openSettings = useCallback(() => setSettings(narrow), [narrow]);
  const openStyles = useCallback(() => setStyles(true), []);
  useCreateKeys({ prompt, openSettings, openStyles });
  const unless = useUnless("generate");
  const overlay = useFileDrop(
    (files) => void recipe.take(files),
    <>
      <strong>Drop a picture to take its recipe, or to start from it</strong>
      <span>Pictures that were made here carry all of their settings.</span>
    </>,
    true,
    unless,
  );

  const panel = (
    <Suspense fallback={<Skeleton className="h-96" />}>
      <Panel errors={errors} narrow={narrow} onStyles={openStyles} />
    </Suspense>
  );
  return (
    <div className="flex grow gap-6 max-lg:gap-4 sm:h-[calc(100dvh-var(--head)-var(--strip)-40px)] sm:min-h-96 sm:grow-0">
      <h1 className="sr-only">Create</h1>
      <div className="flex min-w-0 grow flex-col gap-3">
        <Suspense>
          {recipe.news && (
            <RecipeNotes
              news={recipe.news}
              busy={recipe.bringing}
              onStart={recipe.startFrom}
              onClose={recipe.clear}
            />
          )}
        </Suspense>
        <Stage onExample={() => prompt.current?.focus()} />
        <Composer
          ref={prompt}
          errors={errors}
          adding={jobs.length > 0}
          busy={batches.some(({ generationId, error }) => !generationId && !error)}
          onSubmit={submit}
          onCopy={() => copy(toSpec(form))}
          narrow={narrow}
          onSettings={() => setSettings(true)}
        />
      </div>
      {narrow ? (
        <Suspense>
          <Sheet open={settings} onOpenChange={setSettings} title="Settings">
            {panel}
          </Sheet>
        </Suspense>
      ) : (
        <aside aria-label="Settings" className="-mr-2 w-72 shrink-0 overflow-y-auto pr-2 xl:w-80">
          {panel}
        </aside>
      )}
      <Suspense>
        {styles && <StylesSheet onClose={() => setStyles(false)} />}
        {working && <WorkOnPicture {...working} onClose={() => work(null)} />}
        {copying && <CopyAs spec={copying} onClose={() => copy(null)} />}
      </Suspense>
      {overlay}
    </div>
  );
}
