import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import type { GalleryItem } from "@/api/gallery";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import {
  chosenCount,
  gallerySource,
  NOTHING,
  PictureGrid,
  usePictureActions,
  usePictures,
  type Choice,
  type Target,
} from "@/components/PictureGrid";
import { Skeleton } from "@/components/ui/skeleton";

/** What was made with the character, in the grid of the gallery. */
export function CharacterPictures({ id, name }: { id: string; name: string }) {
  const filter = useMemo(() => ({ character_id: id }), [id]);
  const pictures = usePictures(useMemo(() => gallerySource(filter), [filter]));
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const { favourite, bin } = usePictureActions();
  const navigate = useNavigate();
  const { total } = pictures.roll;
  const count = chosenCount(choice, total);
  const meant = (item: GalleryItem | undefined): Target => {
    if (count === 0 && item) return { ids: [item.id] };
    return choice.all ? { filter, but: [...choice.but], count } : { ids: [...choice.ids] };
  };
  if (pictures.state === "loading") return <Skeleton className="h-64" />;
  if (pictures.state === "failed") {
    return (
      <ErrorBlock error={pictures.error} title="The pictures did not arrive." onRetry={pictures.retry} />
    );
  }
  if (total === 0) {
    return <EmptyState title="No picture yet">What you make with {name} is shown here.</EmptyState>;
  }
  return (
    <PictureGrid
      pictures={pictures}
      label={`Pictures of ${name}`}
      rowHeight={200}
      choice={choice}
      onChoice={setChoice}
      actions={{
        open: (item) => void navigate({ to: "/gallery/$pictureId", params: { pictureId: item.id } }),
        create: (item) => void navigate({ to: "/create", search: { from: item.id } }),
        favourite: (item) => void favourite(meant(item), count > 0 || !item?.favourite),
        bin: (item) => {
          bin(meant(item));
          setChoice(NOTHING);
        },
      }}
    />
  );
}
