import { Link } from "@tanstack/react-router";
import { ScrollText, X } from "lucide-react";
import type { ReactNode } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";

import type { RecipeNews } from "./use-recipe-drop";

const NO_PICTURE_OF_OURS = new Set(["not_a_png", "bad_png"]);

/** What a dropped picture said of how it was made, and what of it could not be used. */
export function RecipeNotes({ news, onClose }: { news: RecipeNews | null; onClose: () => void }) {
  if (!news) return null;
  const { read, error, name } = news;
  const silent = read?.source === "none" || (error instanceof Problem && NO_PICTURE_OF_OURS.has(error.code));
  if (error && !silent)
    return <ErrorBlock error={error} title="The recipe was not read." still="The form is as it was." />;
  if (silent)
    return (
      <Note title="This picture carries no recipe" onClose={onClose}>
        <p className="text-text-2">
          Only pictures that were made here, or by programs that write down how, have one.
        </p>
        <Button asChild size="small" className="justify-self-start">
          <Link to="/characters">Make a character from it</Link>
        </Button>
      </Note>
    );
  return (
    <Note
      title={read?.spec ? `The form has the recipe of ${name}` : "Not enough of a recipe"}
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
