import { describe, expect, it } from "vitest";

import { droppedFiles } from "./dropped-files";

const file = (name: string) => new File(["x"], name);

function fileEntry(name: string): FileSystemEntry {
  const entry = {
    isFile: true,
    isDirectory: false,
    name,
    fullPath: `/${name}`,
    file: (done: (file: File) => void) => done(file(name)),
  };
  return entry as unknown as FileSystemEntry;
}

/** A folder that gives its entries in portions, as browsers do. */
function folder(...portions: FileSystemEntry[][]): FileSystemEntry {
  const rest = [...portions, []];
  const readEntries = (done: (entries: FileSystemEntry[]) => void) => done(rest.shift() ?? []);
  return {
    isFile: false,
    isDirectory: true,
    createReader: () => ({ readEntries }),
  } as unknown as FileSystemEntry;
}

function drop(...entries: FileSystemEntry[]): DataTransfer {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { items, files: [file("as given.png")] } as unknown as DataTransfer;
}

const names = (files: File[]) => files.map(({ name }) => name);

describe("droppedFiles", () => {
  it("takes plain files as they are given", async () => {
    expect(names(await droppedFiles(drop(fileEntry("a.png"))))).toEqual(["as given.png"]);
  });

  it("walks folders in folders, in all their portions, and leaves hidden files", async () => {
    const inner = folder([fileEntry("c.png")]);
    const outer = folder([fileEntry("a.png"), fileEntry(".DS_Store")], [fileEntry("b.png"), inner]);
    expect(names(await droppedFiles(drop(outer, fileEntry("d.png"))))).toEqual([
      "a.png",
      "b.png",
      "c.png",
      "d.png",
    ]);
  });
});
