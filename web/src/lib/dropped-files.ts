// A dropped folder arrives as an entry that must be walked; its files are not in dataTransfer.files.

const paths = new WeakMap<File, string>();

/** A file's name with the folders that it was brought in: "tools/saw/1.jpg". */
export function pathOf(file: File): string {
  return paths.get(file) ?? (file.webkitRelativePath || file.name);
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    if (file.name.startsWith(".")) return []; // .DS_Store and its kind
    paths.set(file, entry.fullPath.replace(/^\//, ""));
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found; // a reader gives at most 100 at a time
    for (const inner of some) found.push(...(await filesIn(inner)));
  }
}

/** The files of a drop, those of dropped folders among them. Call it within the event: later the entries are gone. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const plain = [...data.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(filesIn));
  return found.flat();
}
