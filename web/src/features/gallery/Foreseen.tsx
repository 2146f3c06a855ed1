import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "@/api/client";
import type { PictureDetail } from "@/api/gallery";
import { useMay } from "@/api/login";
import { Button } from "@/components/ui/button";

/** What is not as it was when a picture was made: asked only when somebody wants to know. */
async function foreseen(url: string) {
  const file = await (await fetch(url)).blob();
  const body = new FormData();
  body.set("file", file, "picture.png");
  return answer(
    api.POST("/api/v1/recipes/read", { body: body as never, bodySerializer: (form) => form as never }),
  );
}

/** Before a picture is made again: whether it would be the same, and what would differ. */
export function Foreseen({ picture }: { picture: PictureDetail }) {
  const may = useMay("generate");
  const [asked, setAsked] = useState<string>();
  const { data, isError, isFetching } = useQuery({
    queryKey: ["recipes", "foreseen", picture.id],
    queryFn: () => foreseen(picture.url),
    enabled: asked === picture.id,
    staleTime: 60_000,
  });
  if (picture.kind === "video" || picture.kind === "edit" || !may) return null;
  const told = asked === picture.id ? data : undefined;
  const rows = [...(told?.missing ?? []), ...(told?.differences ?? [])];
  return (
    <section aria-label="Making it again" className="grid justify-items-start gap-2">
      <h3 className="text-text-3">Making it again</h3>
      {!told && (
        <Button size="small" busy={isFetching} onClick={() => setAsked(picture.id)}>
          What would differ?
        </Button>
      )}
      <div role="status" className="grid gap-1">
        {isError && <p>That is not known now.</p>}
        {told && rows.length === 0 && <p>All is as it was: the same pixels are to be expected.</p>}
        {rows.map(({ field, message }) => (
          <p key={`${field} ${message}`} className="text-text-2">
            {message}
          </p>
        ))}
      </div>
    </section>
  );
}
