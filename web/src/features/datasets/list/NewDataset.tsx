import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { ChooseFiles } from "@/components/DropZone";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { bytes, count } from "@/lib/format";

import { useMakeDataset } from "../changes";
import { ChooseFolder } from "../ChooseFolder";
import { haveFolders, nameFor, parcelsOf } from "../parcels";
import { uploadsOf } from "../uploads";
import { ACCEPTED } from "./StartHere";

interface Props {
  /** What was dropped for it. */
  files: readonly File[];
  onFiles: (files: File[]) => void;
  /** The project that it is to belong to. */
  project: string | undefined;
  onClose: () => void;
}

/** A new dataset: of pictures that are sent, or of a folder where the workers are. */
export function NewDataset({ files, onFiles, project, onClose }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const make = useMakeDataset();
  const [source, setSource] = useState<"pictures" | "path">("pictures");
  const [typed, setTyped] = useState<string>();
  const [path, setPath] = useState("");
  const [label, setLabel] = useState("");
  const name = typed ?? nameFor(files);
  const problem = make.error ? Problem.from(make.error) : undefined;
  const ofFolder = source === "path";
  const needsClass = !ofFolder && files.length > 0 && !haveFolders(files);
  const missing =
    name.trim() === ""
      ? "Give it a name first"
      : ofFolder && path.trim() === ""
        ? "Name its folder first"
        : needsClass && label.trim() === ""
          ? "Name the class of these pictures first"
          : undefined;
  const keep = () =>
    make.mutate(
      {
        name: name.trim(),
        description: "",
        ...(project && { project }),
        ...(ofFolder && { path: path.trim() }),
      },
      {
        onSuccess: ({ id }) => {
          if (!ofFolder && files.length > 0)
            uploadsOf(client, id).add(
              parcelsOf(files, needsClass ? { label: label.trim(), split: "train" } : undefined),
            );
          void navigate({ to: "/datasets/$datasetId", params: { datasetId: id } });
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New dataset"
      description="Pictures by class, that classifiers learn from and are judged by."
      footer={
        <>
          {missing && <span className="mr-auto self-center text-sm text-text-3">{missing}</span>}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="new-dataset"
            variant="primary"
            busy={make.isPending}
            disabled={missing !== undefined}
          >
            Make it
          </Button>
        </>
      }
    >
      <form
        id="new-dataset"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!missing && !make.isPending) keep();
        }}
      >
        <Field label="Name" error={problem?.field("name")}>
          <Input
            value={name}
            maxLength={80}
            autoComplete="off"
            onChange={({ target }) => setTyped(target.value)}
          />
        </Field>
        <RadioCards
          label="Where its pictures are"
          value={source}
          onChange={setSource}
          cards={[
            { value: "pictures", label: "Send pictures", note: "a zip file, or folders" },
            { value: "path", label: "A folder", note: "where the workers are" },
          ]}
        />
        {ofFolder ? (
          <Field
            label="Folder"
            help="With train, val and test, or with a folder per class; under the same path on every worker. SAFELIGHT_MODEL_FOLDERS says which folders may be named."
            error={problem?.field("path")}
          >
            <Input
              value={path}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              placeholder="/data/flowers"
              onChange={({ target }) => setPath(target.value)}
            />
          </Field>
        ) : (
          <div className="grid gap-2">
            <p className="text-text-2 tabular-nums" role="status">
              {files.length === 0
                ? "Choose them now, or send them later."
                : `${count(files.length, "file")}, ${bytes(files.reduce((sum, { size }) => sum + size, 0))}`}
            </p>
            <div className="flex flex-wrap gap-2">
              <ChooseFolder onFiles={onFiles} />
              <ChooseFiles accept={ACCEPTED} onFiles={onFiles}>
                Choose files
              </ChooseFiles>
            </div>
          </div>
        )}
        {needsClass && (
          <Field label="Class of these pictures" help="They came without folders.">
            <Input value={label} maxLength={200} onChange={({ target }) => setLabel(target.value)} />
          </Field>
        )}
        {problem?.errors.length === 0 && <ErrorBlock error={problem} />}
      </form>
    </Dialog>
  );
}
