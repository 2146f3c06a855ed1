export { PictureGrid } from "./PictureGrid";
export { chosenCount, NOTHING, type Choice } from "./choice";
export { gallerySource } from "./source";
export { usePictureActions, type Target } from "./use-picture-actions";
export { useItems, usePictures, usePlace, type Pictures } from "./use-pictures";
