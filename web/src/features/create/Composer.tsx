import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { lazy, Suspense, useId, useState, type Ref } from "react";

import { useMay } from "@/api/login";
import { modelsQuery } from "@/api/shelf";
import { workersQuery } from "@/api/workers";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { bytes, count } from "@/lib/format";

import { Avoid } from "./Avoid";
import type { Errors } from "./checks";
import { modelOf } from "./queries";
import { useForm } from "./store";

const PromptTags = lazy(() => import("./loras/PromptTags"));

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  errors: Errors;
  /** Something runs already: what is asked now waits for it. */
  adding: boolean;
  busy: boolean;
  narrow: boolean;
  onSubmit: () => void;
  onCopy: () => void;
  onSettings: () => void;
}

/** What to draw, what to keep out, and the button that does it. */
export function Composer({ ref, errors, adding, busy, narrow, onSubmit, onCopy, onSettings }: Props) {
  const { form, change, reset } = useForm();
  const mayDraw = useMay("generate");
  const [opened, setOpened] = useState(false);
  const avoiding = !narrow && (opened || form.negative_prompt !== "" || errors.negative_prompt !== undefined);
  const problem = useId();
  const wrong = Object.keys(errors).length;
  return (
    <form
      id="words"
      className="grid shrink-0 gap-3 rounded-card border border-line-1 bg-bg-1 p-3 max-sm:sticky max-sm:bottom-[calc(var(--strip)+var(--bottom-bar)+8px)] max-sm:z-10 max-sm:-mx-2 max-sm:gap-2 max-sm:p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (mayDraw) onSubmit();
      }}
    >
      <Textarea
        ref={ref}
        aria-label="What you want to see"
        aria-invalid={errors.prompt ? true : undefined}
        aria-describedby={errors.prompt && problem}
        placeholder="What do you want to see?"
        value={form.prompt}
        rows={narrow ? 1 : 2}
        className="max-h-60 min-h-16 resize-none max-sm:max-h-32 max-sm:min-h-control"
        onChange={(event) => change({ prompt: event.target.value })}
      />
      {errors.prompt && (
        <p id={problem} className="text-sm text-danger">
          {errors.prompt}
        </p>
      )}
      {form.prompt.includes("<lora:") && (
        <Suspense>
          <PromptTags />
        </Suspense>
      )}
      {!mayDraw && (
        <p className="text-sm text-text-2">
          Viewers look at what is shared with them, and do not draw. An admin can make you a member.
        </p>
      )}
      {avoiding && <Avoid error={errors.negative_prompt} focused={opened} />}
      <div className="flex items-center gap-2">
        {narrow ? (
          <Button size="icon" aria-label="Settings" onClick={onSettings}>
            <SlidersHorizontal aria-hidden />
          </Button>
        ) : (
          <>
            {!avoiding && (
              <Button variant="ghost" onClick={() => setOpened(true)}>
                What to avoid
              </Button>
            )}
            <Button variant="ghost" onClick={onCopy}>
              Copy as…
            </Button>
            <Button
              variant="ghost"
              onClick={() => {
                reset();
                setOpened(false);
              }}
            >
              Reset
            </Button>
            <PlanLine />
          </>
        )}
        <Button
          type="submit"
          variant="primary"
          busy={busy}
          disabled={!mayDraw}
          keys="Mod+Enter"
          className="ml-auto max-sm:ml-0 max-sm:grow"
        >
          {wrong > 0 ? `${count(wrong, "thing")} to fix` : adding ? "Add to queue" : "Create"}
        </Button>
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
    <p className="min-w-0 truncate text-sm text-text-3">
      {model.name}, {bytes(model.size_bytes)}, {where}
    </p>
  );
}
