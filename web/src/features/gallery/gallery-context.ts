import { createContext, use } from "react";

import type { Pictures } from "@/components/PictureGrid";
import type { GallerySearch } from "@/lib/gallery-search";

interface Gallery {
  pictures: Pictures;
  search: GallerySearch;
  /** No grid lies behind the picture: its own address was opened. */
  alone: boolean;
}

export const GalleryContext = createContext<Gallery | null>(null);

/** The roll that the gallery shows, for the picture that lies over it. */
export function useGallery(): Gallery {
  const gallery = use(GalleryContext);
  if (!gallery) throw new Error("a picture is shown outside of the gallery");
  return gallery;
}
