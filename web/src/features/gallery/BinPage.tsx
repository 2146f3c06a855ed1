import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";

import { emptyBin } from "@/api/gallery";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { gallerySource, NOTHING, PictureGrid, usePictures, type Choice } from "@/components/PictureGrid";
import { showLatest } from "@/components/PictureGrid/cache";
import { useGridSize } from "@/components/PictureGrid/grid-size";
import { GridSkeleton } from "@/components/PictureGrid/GridSkeleton";
import { say, sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useUnless } from "@/components/unless";
import { count } from "@/lib/format";

import { ICONS, SelectionBar } from "./SelectionBar";
import { useGalleryActions } from "./use-gallery-actions";

const FILTER = { bin: true };
const SOURCE = gallerySource(FILTER);

/** What was thrown away and can still be had back. */
export function BinPage() {
  const client = useQueryClient();
  const pictures = usePictures(SOURCE);
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const { total } = pictures.roll;
  const actions = useGalleryActions({ choice, setChoice, filter: FILTER, total });
  const rowHeight = useGridSize((size) => size.rowHeight);
  const [asked, setAsked] = useState<"chosen" | "all">();
  const [busy, setBusy] = useState(false);
  const unless = useUnless("generate");
  const doomed = asked === "all" ? total : actions.count;

  const remove = async () => {
    setBusy(true);
    try {
      if (asked === "all") await emptyBin().then(() => showLatest(client));
      else await actions.removeForEver();
      say(`${count(doomed, "picture")} deleted`);
    } catch (error) {
      sayFailed("Not all pictures were deleted.", error);
    }
    setBusy(false);
    setAsked(undefined);
  };

  return (
    <>
      <PageHeader
        title="Bin"
        detail={total > 0 && `${count(total, "picture")}. Each is deleted 30 days after it came here.`}
        actions={
          total > 0 && (
            <Button unless={unless} onClick={() => setAsked("all")}>
              Empty the bin
            </Button>
          )
        }
      />
      {pictures.state === "loading" && <GridSkeleton />}
      {pictures.state === "failed" && (
        <ErrorBlock
          error={pictures.error}
          title="The bin did not arrive."
          still="What lies in it is still there."
          onRetry={pictures.retry}
          className="max-w-2xl"
        />
      )}
      {pictures.state === "ready" && total === 0 && (
        <EmptyState icon={Trash2} title="The bin is empty.">
          Pictures that you throw away stay here for 30 days.
        </EmptyState>
      )}
      {total > 0 && (
        <PictureGrid
          pictures={pictures}
          label="Pictures in the bin"
          rowHeight={rowHeight}
          choice={choice}
          onChoice={setChoice}
          actions={{ restore: actions.restore }}
        />
      )}
      {actions.count > 0 && (
        <SelectionBar
          count={actions.count}
          onClear={() => setChoice(NOTHING)}
          actions={[
            { label: "Restore", icon: ICONS.restore, keys: "Shift+R", run: () => actions.restore(), unless },
            {
              label: "Delete for ever",
              icon: ICONS.bin,
              danger: true,
              run: () => setAsked("chosen"),
              unless,
            },
          ]}
        />
      )}
      <Confirm
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title={asked === "all" ? "Empty the bin?" : "Delete for ever?"}
        description={`${count(doomed, "picture")} and their recipes are deleted. Nothing brings them back.`}
        action={asked === "all" ? "Empty the bin" : "Delete for ever"}
        cancel="Keep them"
        onConfirm={() => void remove()}
        busy={busy}
      />
    </>
  );
}
