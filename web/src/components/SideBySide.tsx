import type { ReactNode } from "react";

import { Picture } from "./Picture";
import { Dialog } from "./ui/dialog";

interface Shown {
  id: string;
  /** "This one" */
  word: string;
  filename: string;
  url: string;
  width: number;
  height: number;
}

interface Props {
  title: string;
  message: ReactNode;
  pictures: readonly Shown[];
  /** What can be done about them. */
  footer: ReactNode;
  onClose: () => void;
}

/** Two pictures that repeat one another, large, to choose between them. */
export function SideBySide({ title, message, pictures, footer, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={message}
      className="sm:top-[4dvh] sm:max-h-[92dvh] sm:w-[min(64rem,94vw)]"
      footer={footer}
    >
      <div className="grid grid-cols-2 gap-3">
        {pictures.map(({ id, word, url: src, width, height, filename }) => (
          <figure key={id} className="grid min-w-0 content-start gap-1">
            <div className="flex h-[52dvh] items-center rounded-print bg-stage-dark">
              <Picture
                picture={{ src, width, height }}
                alt={filename}
                first
                className="max-h-[52dvh] w-full bg-transparent"
              />
            </div>
            <figcaption className="text-sm">
              <span className="block truncate font-medium">{filename}</span>
              <span className="text-text-3 tabular-nums">
                {word} · {width} × {height}
              </span>
            </figcaption>
          </figure>
        ))}
      </div>
    </Dialog>
  );
}
