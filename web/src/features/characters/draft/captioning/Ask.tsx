import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Checkbox } from "@/components/ui/toggles";
import { count } from "@/lib/format";

import type { Character } from "../../queries";
import { askForCaptions, captionersQuery } from "./queries";

const TEMPLATE = "{subject}, {caption}";

/** Which model, what it is told, and which pictures. */
export function Ask({ character, onBegun }: { character: Character; onBegun: (job: string) => void }) {
  const { data: captioners, error } = useQuery(captionersQuery);
  const [chosen, setChosen] = useState<string>();
  const [instruction, setInstruction] = useState("");
  const [template, setTemplate] = useState(TEMPLATE);
  const [onlyEmpty, setOnlyEmpty] = useState(true);
  const model = chosen ?? captioners?.[0]?.name;
  const pictures = character.references.filter(({ caption }) => !onlyEmpty || !caption).length;
  const begin = useMutation({
    mutationFn: () =>
      askForCaptions(character.id, {
        ...(model && { model }),
        ...(instruction.trim() && { instruction: instruction.trim() }),
        template: template.trim(),
        only_empty: onlyEmpty,
        apply: false,
      }),
    onSuccess: ({ job_id }) => onBegun(job_id),
  });
  const problem = begin.error ? Problem.from(begin.error) : undefined;
  const wrongTemplate = problem?.field("template");
  if (error) return <ErrorBlock error={error} className="mb-4" />;
  if (!captioners) return <Skeleton className="mb-4 h-40" />;
  if (captioners.length === 0)
    return (
      <div className="grid gap-3 pb-4 text-text-2">
        <p>No model that captions is installed. BLIP, Florence-2 and chat models that see pictures do it.</p>
        <Button asChild variant="primary" className="justify-self-start">
          <Link to="/models">Add a model</Link>
        </Button>
      </div>
    );
  return (
    <form
      className="grid gap-4 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (pictures > 0 && !begin.isPending) begin.mutate();
      }}
    >
      <Field label="Model">
        <Select
          value={model}
          options={captioners.map(({ name }) => ({ value: name, label: name }))}
          onChange={setChosen}
        />
      </Field>
      <Field
        label="What it is told"
        note="optional"
        help="A question or an order to a chat model, a task such as <DETAILED_CAPTION> to Florence-2, the first words to BLIP."
      >
        <Input
          value={instruction}
          maxLength={1000}
          placeholder="as the model usually has it"
          onChange={(event) => setInstruction(event.target.value)}
        />
      </Field>
      <Field
        label="What becomes of its words"
        help="{caption} are its words, {subject} the trigger word and what it is."
        error={wrongTemplate && `${wrongTemplate}. ${problem?.hint ?? ""}`}
      >
        <Input value={template} maxLength={500} onChange={(event) => setTemplate(event.target.value)} />
      </Field>
      <Checkbox checked={onlyEmpty} onChange={setOnlyEmpty} label="Only pictures without a caption" />
      {problem && !wrongTemplate && <ErrorBlock error={problem} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        {pictures === 0 && <span className="text-text-2">Every picture has a caption already.</span>}
        <Button type="submit" variant="primary" busy={begin.isPending} disabled={pictures === 0}>
          Caption {count(pictures, "picture")}
        </Button>
      </div>
    </form>
  );
}
