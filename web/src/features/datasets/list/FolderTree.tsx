const LINES = [
  ["tools", ""],
  ["├─ train", ""],
  ["│  ├─ hammer", "01.jpg  02.jpg  …"],
  ["│  └─ saw", "01.jpg  02.jpg  …"],
  ["└─ val", ""],
  ["   ├─ hammer", "…"],
  ["   └─ saw", "…"],
] as const;

/** What a folder of pictures by class looks like. */
export function FolderTree() {
  return (
    <pre
      role="img"
      aria-label="A folder tools; in it train and val; in each of them a folder hammer and a folder saw with pictures"
      className="max-w-full overflow-x-auto rounded-card bg-bg-2 px-5 py-3 text-left font-mono text-sm leading-6 text-text-2"
    >
      {LINES.map(([folder, files]) => (
        <span key={folder} className="block">
          {folder.padEnd(16)}
          <span className="text-text-3">{files}</span>
        </span>
      ))}
    </pre>
  );
}
