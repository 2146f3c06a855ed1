import { useQuery } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type Ref } from "react";

import { workersQuery } from "@/api/workers";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { bytes, count } from "@/lib/format";

import { limitsOf, type Errors } from "./checks";
import { modelOf, modelsQuery } from "./queries";
import { useForm } from "./store";

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  errors: Errors;
  /** Something runs already: what is asked now waits for it. */
  adding: boolean;
  busy: boolean;
  onSubmit: () => void;
  onCopy: () => void;
  extra?: ReactNode;
}

/** What to draw, what to keep out, and the button that does it. */
export function Composer({ ref, errors, adding, busy, onSubmit, onCopy, extra }: Props) {
  const { form, change, reset } = useForm();
  const [avoiding, setAvoiding] = useState(form.negative_prompt !== "");
  const problem = useId();
  const wrong = Object.keys(errors).length;
  return (
    <form
      id="words"
      className="grid shrink-0 gap-3 rounded-card border border-line-1 bg-bg-1 p-3 max-sm:sticky max-sm:bottom-[calc(var(--strip)+var(--bottom-bar)+8px)] max-sm:z-10 max-sm:-mx-1"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Textarea
        ref={ref}
        aria-label="What you want to see"
        aria-invalid={errors.prompt ? true : undefined}
        aria-describedby={errors.prompt && problem}
        placeholder="What do you want to see?"
        value={form.prompt}
        rows={2}
        className="max-h-60 min-h-16"
        onChange={(event) => change({ prompt: event.target.value })}
      />
      {errors.prompt && (
        <p id={problem} className="text-sm text-danger">
          {errors.prompt}
        </p>
      )}
      {avoiding && (
        <Field
          label="What to avoid"
          help={limitsOf("negative_prompt").description}
          error={errors.negative_prompt}
        >
          <Textarea
            rows={1}
            className="min-h-control text-base"
            value={form.negative_prompt}
            onChange={(event) => change({ negative_prompt: event.target.value })}
          />
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {!avoiding && (
          <Button variant="ghost" onClick={() => setAvoiding(true)}>
            What to avoid
          </Button>
        )}
        <Button variant="ghost" onClick={reset}>
          Reset
        </Button>
        <Button variant="ghost" className="max-sm:hidden" onClick={onCopy}>
          Copy as…
        </Button>
        <PlanLine />
        <span className="ml-auto flex gap-2 max-sm:w-full max-sm:*:grow">
          {extra}
          <Button type="submit" variant="primary" busy={busy} keys="Mod+Enter">
            {wrong > 0 ? `${count(wrong, "thing")} to fix` : adding ? "Add to queue" : "Create"}
          </Button>
        </span>
      </div>
    </form>
  );
}

/** What is known of the model in use: how big, and whether a worker has it at hand. */
function PlanLine() {
  const name = useForm((state) => state.form.model);
  const { data: models } = useQuery(modelsQuery);
  const { data: workers } = useQuery(workersQuery);
  const model = modelOf(models, name);
  if (!model || !workers) return null;
  const loaded = workers.some((worker) => worker.loaded_models.includes(model.name));
  const where = workers.length === 0 ? "no worker is here yet" : loaded ? "loaded" : "is loaded first";
  return (
    <p className="min-w-0 truncate text-sm text-text-3 max-sm:hidden">
      {model.name}, {bytes(model.size_bytes)}, {where}
    </p>
  );
}
