import { Link } from "@tanstack/react-router";
import { Images, SearchX } from "lucide-react";
import type { ReactNode } from "react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import type { Pictures } from "@/components/PictureGrid";
import { GridSkeleton } from "@/components/PictureGrid/GridSkeleton";
import { Button } from "@/components/ui/button";
import type { GallerySearch } from "@/lib/gallery-search";

import { chipsOf } from "./filters";

interface Props {
  pictures: Pictures;
  search: GallerySearch;
  onSearch: (search: GallerySearch) => void;
  children: ReactNode;
}

/** The grid, or in its place what there is to say without pictures. */
export function GalleryState({ pictures, search, onSearch, children }: Props) {
  if (pictures.state === "loading") return <GridSkeleton />;
  if (pictures.state === "failed")
    return (
      <ErrorBlock
        error={pictures.error}
        title="The gallery did not arrive."
        still="All pictures are safe, and what is being made goes on."
        onRetry={pictures.retry}
        className="mt-4 max-w-2xl"
      />
    );
  if (pictures.roll.total > 0) return children;
  const chips = chipsOf(search, () => undefined);
  if (chips.length === 0)
    return (
      <EmptyState
        icon={Images}
        title="Nothing here yet."
        action={
          <Button variant="primary" asChild>
            <Link to="/create">Create something</Link>
          </Button>
        }
      >
        Every picture that is made comes here by itself, with all that is needed to make it again.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchX}
      title="No picture matches."
      action={
        <>
          {chips.map(({ key, label, rest }) => (
            <Button key={key} onClick={() => onSearch(rest)}>
              Remove {label}
            </Button>
          ))}
          {chips.length > 1 && (
            <Button variant="ghost" onClick={() => onSearch({})}>
              Show all
            </Button>
          )}
        </>
      }
    />
  );
}
