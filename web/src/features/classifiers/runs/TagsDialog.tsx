import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { useRunActs } from "./acts";
import { tagsQuery, type RunListed } from "./queries";

const MOST = 20;

/** Words by which runs are found again. */
export function TagsDialog({ run, onClose }: { run: RunListed; onClose: () => void }) {
  const { retag } = useRunActs();
  const { data: known = [] } = useQuery(tagsQuery);
  const [tags, setTags] = useState<readonly string[]>(run.tags);
  const [typed, setTyped] = useState("");
  const add = (tag: string) => {
    const wanted = tag.trim();
    if (wanted !== "" && !tags.includes(wanted) && tags.length < MOST) setTags([...tags, wanted]);
    setTyped("");
  };
  const others = known.filter((tag) => !tags.includes(tag)).slice(0, 12);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Tags of run ${run.number}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            onClick={() => {
              const all = typed.trim() && !tags.includes(typed.trim()) ? [...tags, typed.trim()] : [...tags];
              retag(run, all);
              onClose();
            }}
          >
            Keep
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          add(typed);
        }}
      >
        <div className="flex flex-wrap gap-1">
          {tags.map((tag) => (
            <Chip key={tag} onRemove={() => setTags(tags.filter((each) => each !== tag))}>
              {tag}
            </Chip>
          ))}
        </div>
        <Field label="New tag" help="Enter adds it.">
          <Input value={typed} maxLength={40} onChange={({ target }) => setTyped(target.value)} />
        </Field>
        {others.length > 0 && (
          <div className="flex flex-wrap gap-1">
            {others.map((tag) => (
              <Button key={tag} size="small" variant="ghost" onClick={() => add(tag)}>
                {tag}
              </Button>
            ))}
          </div>
        )}
      </form>
    </Dialog>
  );
}
