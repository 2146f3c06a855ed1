import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schemas } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { count } from "@/lib/format";

import { useWorkflowActs } from "../queries";
import { readFiles, type Read } from "./read";

interface Props {
  files: readonly File[];
  onClose: () => void;
  onAdded: (name: string) => void;
}

/** A template from dropped files; where the manifest is missing one is proposed, to be mended by hand. */
export default function AddTemplate({ files, onClose, onAdded }: Props) {
  const { data: read } = useQuery({
    queryKey: ["workflow files", files.map(({ name, size, lastModified }) => [name, size, lastModified])],
    queryFn: async (): Promise<Read> =>
      readFiles(
        await Promise.all(
          files.slice(0, 2).map(async (file) => ({ name: file.name, text: await file.text() })),
        ),
      ),
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a template"
      description="A graph of ComfyUI, and a manifest that says which of its inputs a run may choose."
      className="sm:top-[8dvh] sm:max-h-[84dvh] sm:w-[min(44rem,94vw)]"
    >
      <div className="grid gap-4 pb-4">
        {!read && <Skeleton className="h-48" />}
        {read && "why" in read && <ErrorBlock error={new Error(read.why)} title="It cannot be used." />}
        {read && "graph" in read && <Manifest read={read} onClose={onClose} onAdded={onAdded} />}
      </div>
    </Dialog>
  );
}

interface ManifestProps extends Omit<Props, "files"> {
  read: Extract<Read, { graph: unknown }>;
}

function Manifest({ read, onClose, onAdded }: ManifestProps) {
  const { add } = useWorkflowActs();
  const [typed, setTyped] = useState(() => JSON.stringify(read.manifest, null, 2));
  const manifest = parsed(typed);
  const send = () => {
    if (!manifest || add.isPending) return;
    add.mutate(
      { manifest, graph: read.graph },
      {
        onSuccess: ({ name }) => {
          say(`${name} is added`);
          onClose();
          onAdded(name);
        },
      },
    );
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className="text-text-2">
        A graph of {count(Object.keys(read.graph).length, "node")}.{" "}
        {read.guessed &&
          "It came without a manifest: this one is a guess from the names of its inputs. Look it over; add a title."}
      </p>
      <Field
        label="Manifest"
        help="Each input names a node of the graph and an input of it."
        error={manifest ? undefined : "This is not valid JSON."}
      >
        <Textarea
          spellCheck={false}
          className="max-h-96 min-h-64 font-mono text-sm"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      {add.error && <ErrorBlock error={add.error} title="It was not added." />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={add.isPending} disabled={!manifest}>
          Add it
        </Button>
      </div>
    </form>
  );
}

function parsed(typed: string): Schemas["Manifest"] | undefined {
  try {
    return JSON.parse(typed) as Schemas["Manifest"];
  } catch {
    return undefined;
  }
}
