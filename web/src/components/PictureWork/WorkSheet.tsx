import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { jobSentence } from "@/lib/job-words";

import { ErrorBlock } from "../ErrorBlock";
import { Film } from "../LargeView/Film";
import { sayFailed } from "../toast";
import { Button } from "../ui/button";
import { Sheet } from "../ui/dialog";
import { Progress } from "../ui/progress";
import type { Work } from "./use-work";

interface Props {
  title: string;
  /** What the button says that begins: "Make the video". */
  act: string;
  work: Work;
  /** Why it cannot be begun. */
  unless?: string | undefined;
  /** The picture that it is about, and what can be chosen. */
  children: ReactNode;
  onClose: () => void;
}

/** A small form, then how far it is, then what came of it: all in one place. It goes on when it is closed. */
export function WorkSheet({ title, act, work, unless, children, onClose }: Props) {
  const { made, going, starting, stopped, failure } = work;
  const begin = (
    <Button variant="primary" busy={starting} disabled={unless !== undefined} onClick={work.start}>
      {act}
    </Button>
  );
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={title}
      footer={
        made ? (
          <>
            <Button onClick={work.again}>Another</Button>
            <Button variant="primary" asChild>
              <Link to="/gallery/$pictureId" params={{ pictureId: made.id }} onClick={onClose}>
                Open in the gallery
              </Link>
            </Button>
          </>
        ) : going ? (
          <Button onClick={() => void work.stop().catch((error: unknown) => sayFailed("It goes on.", error))}>
            Stop
          </Button>
        ) : (
          begin
        )
      }
    >
      <div className="grid gap-4">
        {made ? <Made work={work} /> : children}
        {going && (
          <div role="status" className="grid gap-2">
            <p className="text-text-2 tabular-nums">
              {work.job ? jobSentence(work.job) : "Asking the studio"}
            </p>
            <Progress value={work.job?.progress.fraction} label={title} of={work.job?.id ?? ""} />
            <p className="text-sm text-text-3">
              It goes on when you close this, and hangs in the gallery when it is done.
            </p>
          </div>
        )}
        {stopped && <p role="status">Stopped. Nothing was made.</p>}
        {failure && <ErrorBlock error={failure} title="It was not made." still="The picture is as it was." />}
        {unless && !going && !made && <p className="text-text-2">{unless}</p>}
      </div>
    </Sheet>
  );
}

function Made({ work: { made, notes } }: { work: Work }) {
  if (!made) return null;
  const { url, poster_url, thumbnail_url, width, height, kind } = made;
  return (
    <div className="grid gap-2">
      {kind === "video" ? (
        <div className="overflow-hidden rounded-print" style={{ aspectRatio: `${width} / ${height}` }}>
          <Film url={url} poster={poster_url ?? thumbnail_url} label="The new video" />
        </div>
      ) : (
        <img
          src={url}
          alt="What was made"
          className="w-full rounded-print"
          style={{ aspectRatio: `${width} / ${height}` }}
        />
      )}
      <p role="status" className="text-sm text-text-2 tabular-nums">
        Done: {width} × {height}
      </p>
      {notes.map((note) => (
        <p key={note} className="text-sm text-text-2">
          {note}
        </p>
      ))}
    </div>
  );
}
