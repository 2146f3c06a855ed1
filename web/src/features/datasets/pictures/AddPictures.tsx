import { useId, useState } from "react";

import { ChooseFiles } from "@/components/DropZone";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { bytes, count } from "@/lib/format";

import { ChooseFolder } from "../ChooseFolder";
import { ACCEPTED } from "../list/StartHere";
import { haveFolders, parcelsOf, type Parcel } from "../parcels";
import { SPLITS, type Split } from "../queries";

interface Props {
  files: readonly File[];
  onFiles: (files: File[]) => void;
  names: readonly string[];
  /** The class that is looked at: likely what is added. */
  label: string | undefined;
  onSend: (parcels: Parcel[]) => void;
  onClose: () => void;
}

/** More pictures; those that came without folders are asked where they belong. */
export function AddPictures({ files, onFiles, names, label: known, onSend, onClose }: Props) {
  const list = useId();
  const [label, setLabel] = useState(known ?? "");
  const [split, setSplit] = useState<Split>("train");
  const chosen = files.length > 0;
  const asks = chosen && !haveFolders(files);
  const missing = !chosen || (asks && label.trim() === "");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add pictures"
      description="A zip file or a folder, with a folder per class; or single pictures of one class."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="add-pictures" variant="primary" disabled={missing}>
            Add them
          </Button>
        </>
      }
    >
      <form
        id="add-pictures"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (missing) return;
          onSend(parcelsOf(files, asks ? { label: label.trim(), split } : undefined));
          onClose();
        }}
      >
        <p role="status" className="text-text-2 tabular-nums">
          {chosen
            ? `${count(files.length, "file")}, ${bytes(files.reduce((sum, { size }) => sum + size, 0))}`
            : "Drop them here, or choose them."}
        </p>
        <div className="flex flex-wrap gap-2">
          <ChooseFolder onFiles={onFiles} />
          <ChooseFiles accept={ACCEPTED} onFiles={onFiles}>
            Choose files
          </ChooseFiles>
        </div>
        {asks && (
          <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
            <Field label="Class of these pictures">
              <Input
                value={label}
                list={list}
                maxLength={200}
                onChange={({ target }) => setLabel(target.value)}
              />
            </Field>
            <Field label="Part">
              <Select
                value={split}
                onChange={setSplit}
                options={SPLITS.map((value) => ({ value, label: value }))}
              />
            </Field>
            <datalist id={list}>
              {names.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </div>
        )}
      </form>
    </Dialog>
  );
}
