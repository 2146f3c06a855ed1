import { lazy, Suspense } from "react";

const VideoSheet = lazy(() => import("./VideoSheet"));
const ResizeSheet = lazy(() => import("./ResizeSheet"));

export interface WorkPicture {
  id: string;
  thumbnail_url: string;
  width: number;
  height: number;
}

/** What is made of a picture that is there. */
export type WorkKind = "video" | "resize";

interface Props {
  kind: WorkKind;
  picture: WorkPicture;
  onClose: () => void;
}

export function WorkOnPicture({ kind, ...props }: Props) {
  const Sheet = kind === "video" ? VideoSheet : ResizeSheet;
  return (
    <Suspense>
      <Sheet {...props} />
    </Suspense>
  );
}
