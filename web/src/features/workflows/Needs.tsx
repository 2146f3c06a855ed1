import type { Workflow } from "./queries";

/** The model files that ComfyUI needs for a template, and where each is. */
export function Needs({ needs }: { needs: NonNullable<Workflow["needs"]> }) {
  return (
    <details className="mb-6">
      <summary className="w-fit rounded-control py-1 text-text-2">
        Files that ComfyUI needs for it ({needs.length})
      </summary>
      <ul className="grid gap-1 pt-1">
        {needs.map(({ file, folder, get_it_from }) => (
          <li key={`${folder}/${file}`} className="text-sm break-words">
            <code className="font-mono">
              models/{folder}/{file}
            </code>
            {get_it_from && (
              <>
                {" "}
                <a
                  href={get_it_from}
                  target="_blank"
                  rel="noreferrer"
                  className="text-text-2 underline underline-offset-4"
                >
                  Get it
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
