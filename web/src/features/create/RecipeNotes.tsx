import { Link } from "@tanstack/react-router";
import { ScrollText, X } from "lucide-react";
import type { ReactNode } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";

import type { RecipeNews } from "./use-recipe-drop";

const NO_PICTURE_OF_OURS = new Set(["not_a_png", "bad_png"]);

interface Props {
  news: RecipeNews | null;
  /** The picture is on its way to be started from. */
  busy: boolean;
  onStart: () => void;
  onClose: () => void;
}

/** What a dropped picture said of how it was made, and what of it could not be used. */
export function RecipeNotes({ news, busy, onStart, onClose }: Props) {
  if (!news) return null;
  const { read, error, file } = news;
  const start = (
    <Button size="small" busy={busy} onClick={onStart}>
      Start from this picture
    </Button>
  );
  const silent = read?.source === "none" || (error instanceof Problem && NO_PICTURE_OF_OURS.has(error.code));
  if (error && !silent)
    return <ErrorBlock error={error} title="The recipe was not read." still="The form is as it was." />;
  if (silent)
    return (
      <Note title="This picture carries no recipe" onClose={onClose}>
        <p className="text-text-2">
          It can be where the next ones start, or one of those that a character is learnt from.
        </p>
        <div className="flex flex-wrap gap-2">
          {start}
          <Button asChild size="small" variant="ghost">
            <Link to="/characters">Make a character from it</Link>
          </Button>
        </div>
      </Note>
    );
  return (
    <Note
      title={read?.spec ? `The form has the recipe of ${file.name}` : "Not enough of a recipe"}
      onClose={onClose}
    >
      {read?.missing && read.missing.length > 0 && (
        <ul className="grid gap-1 text-text-2">
          {read.missing.map(({ field, message, hint }) => (
            <li key={`${field} ${message}`}>
              {message} {hint}
            </li>
          ))}
        </ul>
      )}
      <div>{start}</div>
    </Note>
  );
}

function Note({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <div role="status" className="flex shrink-0 gap-3 rounded-card border border-line-1 bg-bg-1 p-3">
      <ScrollText aria-hidden className="mt-0.5 size-5 shrink-0 text-text-3" strokeWidth={1.75} />
      <div className="grid min-w-0 grow content-center gap-2">
        <p className="truncate font-medium">{title}</p>
        {children}
      </div>
      <IconButton icon={X} label="Close this note" onClick={onClose} />
    </div>
  );
}
