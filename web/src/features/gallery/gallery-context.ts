import { createContext } from "react";

import type { GalleryFilter } from "@/api/gallery";
import type { Pictures } from "@/components/PictureGrid";

/** The roll that the gallery shows, for the picture that lies over it. */
export const GalleryContext = createContext<{ pictures: Pictures; filter: GalleryFilter } | null>(null);
