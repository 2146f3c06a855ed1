import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";

import { newestPictures } from "@/api/gallery";

import { ChooseFiles } from "./DropZone";
import { Picture } from "./Picture";
import { Popover } from "./ui/popover";
import { useUnless } from "./unless";
import { useBring } from "./use-bring";

interface Props {
  trigger: ReactElement;
  label: string;
  onPick: (id: string) => void;
}

/** A picture from this device, or one of the newest of the gallery. */
export function PickPicture({ trigger, label, onPick }: Props) {
  const [open, setOpen] = useState(false);
  const { data: newest = [] } = useQuery({ ...newestPictures, enabled: open });
  const take = (id: string) => {
    onPick(id);
    setOpen(false);
  };
  const { busy, bring } = useBring(take);
  const unless = useUnless("generate");
  const stills = newest.filter(({ kind }) => kind !== "video");
  return (
    <Popover label={label} trigger={trigger} open={open} onOpenChange={setOpen} className="w-72">
      <ChooseFiles onFiles={(files) => void bring(files)} busy={busy} unless={unless} className="w-full">
        Choose a file
      </ChooseFiles>
      {stills.length > 0 && (
        <>
          <h3 className="mt-3 mb-2 text-sm text-text-3">The newest of the gallery</h3>
          <ul className="grid max-h-72 grid-cols-4 gap-1 overflow-y-auto">
            {stills.map(({ id, prompt, thumbnail_url: src, thumbhash }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-label={prompt || "A picture"}
                  onClick={() => take(id)}
                  className="block w-full rounded-print ring-picture"
                >
                  <Picture picture={{ src, thumbhash, width: 1, height: 1 }} alt="" fit="cover" eager />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
