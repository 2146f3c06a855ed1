import { pathOf } from "@/lib/dropped-files";
import { count } from "@/lib/format";

const MOST_FILES = 500; // the server takes 1000 at once
const MOST_BYTES = 128 * 1024 ** 2; // so that little is sent again after a failure

/** What goes to the server together: an archive, or pictures with their folders. */
export interface Parcel {
  name: string;
  size: number; // bytes
  files: readonly File[];
  /** Where pictures without folders go. */
  place?: Place;
}

export interface Place {
  label: string;
  split: "train" | "val" | "test";
}

const isArchive = ({ name }: File) => /\.zip$/i.test(name);

/** Each archive by itself; pictures together, as many as one request is good for. */
export function parcelsOf(files: readonly File[], place?: Place): Parcel[] {
  const where = place && { place };
  const archives = files
    .filter(isArchive)
    .map((file) => ({ name: file.name, size: file.size, files: [file], ...where }));
  const parcels: { size: number; files: File[] }[] = [];
  for (const file of files) {
    if (isArchive(file)) continue;
    const last = parcels.at(-1);
    if (last && last.files.length < MOST_FILES && last.size + file.size <= MOST_BYTES) {
      last.files.push(file);
      last.size += file.size;
    } else parcels.push({ size: file.size, files: [file] });
  }
  return [...archives, ...parcels.map((parcel) => ({ ...parcel, name: nameOf(parcel.files), ...where }))];
}

function nameOf(files: readonly File[]): string {
  const [first] = files;
  return files.length === 1 && first ? pathOf(first) : count(files.length, "picture");
}

/** Whether the class of each file is said by its folder. */
export function haveFolders(files: readonly File[]): boolean {
  return files.every((file) => isArchive(file) || pathOf(file).includes("/"));
}

/** The name that files bring for a dataset: of their folder, or of the archive. */
export function nameFor(files: readonly File[]): string {
  const [first] = files;
  if (!first) return "";
  const folder = pathOf(first).split("/");
  const name =
    folder.length > 1 ? (folder[0] ?? "") : isArchive(first) ? first.name.replace(/\.zip$/i, "") : "";
  return ["train", "val", "test"].includes(name) ? "" : name.replaceAll(/[_-]+/g, " ").slice(0, 80);
}
