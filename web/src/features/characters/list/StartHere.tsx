import { ImagePlus } from "lucide-react";
import type { ReactNode } from "react";

import { ChooseFiles } from "@/components/DropZone";

/** Pictures, and the files of captions that lie beside them. */
export const ACCEPTED = "image/*,.heic,.heif,.txt,.caption,.jsonl,.json,.zip";

interface Props {
  onFiles: (files: File[]) => void;
  busy?: boolean;
  /** Why none may be brought here. */
  unless: string | undefined;
  /** Another way in, under the button. */
  children?: ReactNode;
}

/** The place where a character begins: a page that waits for pictures. */
export function StartHere({ onFiles, busy = false, unless, children }: Props) {
  return (
    <div className="flex grow flex-col items-center justify-center gap-3 rounded-card border border-dashed border-line-2 px-6 py-16 text-center">
      <ImagePlus aria-hidden className="size-10 text-text-3" strokeWidth={1.25} />
      <h2 className="max-w-[32ch] text-xl">Drop 15 to 30 pictures of one person, animal, thing or style</h2>
      <p className="max-w-[52ch] text-text-2">
        Different sides, light and backgrounds teach more than many alike. They stay in this studio.
      </p>
      <div className="mt-3 flex flex-wrap justify-center gap-2 max-sm:w-full max-sm:*:grow">
        <ChooseFiles
          variant="primary"
          size="large"
          busy={busy}
          unless={unless}
          accept={ACCEPTED}
          onFiles={onFiles}
        >
          Choose files
        </ChooseFiles>
      </div>
      {children}
    </div>
  );
}
