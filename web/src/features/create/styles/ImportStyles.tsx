import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { count } from "@/lib/format";

import { importStyles, stylesKey, type Imported, type OnConflict } from "./queries";

type Item = Imported["items"][number];

const CONFLICTS: { value: OnConflict; label: string }[] = [
  { value: "skip", label: "Keep mine" },
  { value: "replace", label: "Take theirs" },
  { value: "rename", label: "Take both" },
];

const WORDS: Record<Item["action"], string> = {
  add: "new",
  replace: "replaces yours",
  rename: "renamed",
  skip: "left out",
  same: "here already",
  refuse: "not possible",
};

/** What a file of styles would bring, before it does. */
export function ImportStyles({ file, onClose }: { file: File; onClose: () => void }) {
  const client = useQueryClient();
  const [conflicts, setConflicts] = useState<OnConflict>("skip");
  const preview = useQuery({
    queryKey: ["style import", file.name, file.size, file.lastModified, conflicts],
    queryFn: () => importStyles(file, conflicts, true),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  const take = useMutation({
    mutationFn: () => importStyles(file, conflicts, false),
    onSuccess: ({ saved }) => {
      say(`${count(saved, "style")} taken in`);
      void client.invalidateQueries({ queryKey: stylesKey });
      onClose();
    },
  });
  const error = preview.error ?? take.error;
  const items = preview.data?.items ?? [];
  const refused = items.some(({ action }) => action === "refuse");
  const saved = preview.data?.saved ?? 0;
  return (
    <div className="grid gap-4 pb-4">
      <p className="text-text-2">
        {file.name}: {preview.data ? count(items.length, "style") : "reading"}
      </p>
      <div className="grid gap-2">
        <p className="text-sm font-medium text-text-3">If a name is taken</p>
        <RadioCards<OnConflict>
          look="line"
          label="If a name is taken"
          value={conflicts}
          onChange={setConflicts}
          cards={CONFLICTS}
        />
      </div>
      {error && (
        <ErrorBlock error={error} title="The file was not taken in." still="Your styles are as they were." />
      )}
      {preview.isPending && <Skeleton className="h-40" />}
      <ul className="divide-y divide-line-1">
        {items.map((item) => (
          <ImportRow key={item.row} item={item} />
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          busy={take.isPending}
          disabled={refused || saved === 0}
          onClick={() => take.mutate()}
        >
          Take in {count(saved, "style")}
        </Button>
      </div>
    </div>
  );
}

function ImportRow({ item: { name, action, saved_as: as, message } }: { item: Item }) {
  return (
    <li className="flex items-center gap-3 py-2">
      <span className="min-w-0 grow">
        <span className="block truncate">{name}</span>
        {message && <span className="block text-sm text-text-3">{message}</span>}
      </span>
      <Badge tone={action === "refuse" ? "danger" : "plain"}>
        {action === "rename" && as ? `as ${as}` : WORDS[action]}
      </Badge>
    </li>
  );
}
