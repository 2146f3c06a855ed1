import { useState } from "react";

import type { PictureDetail } from "@/api/gallery";
import { CompareView, type CompareMode } from "@/components/Compare/CompareView";
import type { StagePicture } from "@/components/LargeView/Stage";

interface Props {
  picture: PictureDetail;
  made: Omit<StagePicture, "prompt" | "thumbhash">;
}

/** A picture and what came of making it again, with one zoom. */
export function AgainView({ picture, made }: Props) {
  const [mode, setMode] = useState<CompareMode>("beside");
  const { prompt, thumbhash } = picture;
  return (
    <CompareView
      pictures={[picture, { ...made, prompt, thumbhash }]}
      mode={mode}
      onMode={setMode}
      caption={(_, i) => (i === 0 ? "The first" : "Made now")}
    />
  );
}
