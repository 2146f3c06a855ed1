import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { OctagonAlert } from "lucide-react";
import { useRef, useState } from "react";

import { answer, api, idempotent } from "@/api/client";
import { generationQuery } from "@/api/gallery";
import { hasEnded, jobQuery } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { useUnless } from "@/components/unless";
import { useShortcuts } from "@/keys/hooks";
import { randomId } from "@/lib/ids";
import { jobSentence } from "@/lib/job-words";
import { usePreview, useTopics } from "@/live/hooks";

import type { Character } from "../queries";
import { plainCaption } from "../words";

interface Made {
  /** The generation. */
  id: string;
  job: string;
  prompt: string;
}

/** A sentence, and the picture it gives, on the spot. */
export function TryIt({ character }: { character: Character }) {
  const [prompt, setPrompt] = useState(() => plainCaption(character));
  const [made, setMade] = useState<Made>();
  const box = useRef<HTMLDivElement>(null);
  const make = useMutation({
    mutationFn: async () => {
      const body = { prompt: prompt.trim(), character_id: character.id };
      const header = idempotent(randomId());
      return answer(api.POST("/api/v1/generations", { params: { header }, body }));
    },
    onSuccess: ({ id, job_id }) => setMade({ id, job: job_id, prompt: prompt.trim() }),
  });
  const unless = useUnless("generate");
  const can = prompt.trim() !== "" && !make.isPending;
  useShortcuts(
    [
      {
        id: "try make",
        keys: "Mod+Enter",
        label: "Make the picture",
        inFields: true,
        unless,
        run: () => {
          if (can) make.mutate();
        },
      },
    ],
    { scope: "component", within: box },
  );
  return (
    <div
      ref={box}
      className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,16rem)] lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]"
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (can && unless === undefined) make.mutate();
        }}
      >
        <Field label="What is to be seen?" help={`Safelight adds “${character.trigger}” if it is missing.`}>
          <Textarea value={prompt} maxLength={4000} onChange={(event) => setPrompt(event.target.value)} />
        </Field>
        {unless && <p className="text-sm text-text-2">{unless}</p>}
        {make.error && <ErrorBlock error={make.error} title="The picture was not begun." />}
        <div className="flex flex-wrap gap-2 max-sm:*:grow">
          <Button
            type="submit"
            keys="Mod+Enter"
            busy={make.isPending}
            unless={unless}
            disabled={prompt.trim() === ""}
          >
            Make a picture
          </Button>
          <Button asChild variant="ghost">
            <Link to="/create" search={{ c: [character.id] }}>
              Everything else in Create
            </Link>
          </Button>
        </div>
        {character.samples.length > 0 && (
          <div className="grid gap-1.5">
            <p className="text-sm text-text-3">What it was tried with</p>
            <ul className="flex flex-wrap gap-1">
              {character.samples.map(({ id, prompt: said, thumbnail_url: src, width, height, thumbhash }) => (
                <li key={id}>
                  <button
                    type="button"
                    title={said}
                    aria-label={`Use: ${said}`}
                    onClick={() => setPrompt(said)}
                    className="block rounded-print ring-picture"
                  >
                    <Picture
                      picture={{ src, width, height, thumbhash }}
                      alt=""
                      fit="cover"
                      className="aspect-square! size-20"
                    />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )}
      </form>
      {made ? (
        <Outcome key={made.id} made={made} />
      ) : (
        <div className="flex aspect-square items-center justify-center rounded-print border border-dashed border-line-2 p-4 text-center text-sm text-text-3">
          The picture comes here
        </div>
      )}
    </div>
  );
}

/** The print develops: previews, then the picture, in the same place. */
function Outcome({ made }: { made: Made }) {
  useTopics([`job:${made.job}`]);
  const { data: job } = useQuery(jobQuery(made.job));
  const ended = job !== undefined && hasEnded(job);
  const { data: generation, error } = useQuery(generationQuery(ended ? made.id : undefined));
  const preview = usePreview(made.job);
  const [shown, setShown] = useState(false);
  const picture = generation?.pictures[0];
  const failure = job?.failure ?? generation?.failure;
  if (failure) {
    return (
      <div role="alert" className="flex gap-2 rounded-card bg-danger-tint p-4">
        <OctagonAlert aria-hidden className="size-5 shrink-0 text-danger" strokeWidth={1.75} />
        <span>
          {failure.message}
          {failure.hint && <span className="block text-text-2">{failure.hint}</span>}
        </span>
      </div>
    );
  }
  if (error)
    return <ErrorBlock error={error} title="The picture did not arrive." still="It is in the gallery." />;
  return (
    <figure className="grid gap-2">
      <div className="relative aspect-square overflow-hidden rounded-print bg-bg-2">
        {preview && !shown && (
          <img src={preview.url} alt="" className="absolute inset-0 size-full object-contain" />
        )}
        {picture && (
          <Link
            to="/gallery/$pictureId"
            params={{ pictureId: picture.id }}
            title="Open it in the gallery"
            className="absolute inset-0 rounded-print ring-picture"
          >
            <Picture
              picture={{ src: picture.url, width: picture.width, height: picture.height }}
              alt={made.prompt}
              first
              onReady={() => setShown(true)}
              className="aspect-square! size-full bg-transparent"
            />
          </Link>
        )}
      </div>
      {!ended && (
        <Progress value={job?.progress.fraction ?? 0} label={made.prompt} of={made.job} pace={0.3} />
      )}
      <figcaption role="status" className="text-sm text-text-3 tabular-nums">
        {!picture ? (job ? jobSentence(job) : "Asking for it") : `seed ${picture.seed}`}
      </figcaption>
    </figure>
  );
}
