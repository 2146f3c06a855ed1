import { FolderOpen } from "lucide-react";
import type { ReactNode } from "react";

import { ChooseFiles } from "@/components/DropZone";

import { ChooseFolder } from "../ChooseFolder";
import { FolderTree } from "./FolderTree";

export const ACCEPTED = "image/*,.zip";

interface Props {
  onFiles: (files: File[]) => void;
  /** Why none may be brought here. */
  unless: string | undefined;
  /** Another way in, under the buttons. */
  children?: ReactNode;
}

/** The place where a dataset begins: a page that waits for folders, one for each class. */
export function StartHere({ onFiles, unless, children }: Props) {
  return (
    <div className="flex grow flex-col items-center justify-center gap-4 rounded-card border border-dashed border-line-2 px-6 py-12 text-center">
      <FolderOpen aria-hidden className="size-10 text-text-3" strokeWidth={1.25} />
      <h2 className="max-w-[36ch] text-xl">Make one folder per class and drop the folders here</h2>
      <p className="max-w-[56ch] text-text-2">
        A zip file of them does as well. With train, val and test above the classes, pictures go to those
        parts; without, all are learnt from and a share is set aside.
      </p>
      <FolderTree />
      <div className="flex flex-wrap justify-center gap-2 max-sm:w-full max-sm:*:grow">
        <ChooseFolder variant="primary" size="large" unless={unless} onFiles={onFiles}>
          Choose a folder
        </ChooseFolder>
        <ChooseFiles size="large" unless={unless} accept={ACCEPTED} onFiles={onFiles}>
          Choose a zip file
        </ChooseFiles>
      </div>
      {children}
    </div>
  );
}
