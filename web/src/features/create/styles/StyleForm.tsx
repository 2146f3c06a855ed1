import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";

import { useForm } from "../store";
import { changeStyle, createStyle, stylesKey, type Style, type StyleWords } from "./queries";

const NEW: StyleWords = { name: "", group: "My styles", prompt: "{prompt}, ", negative_prompt: "" };

/** A style of one's own: new, or changed. */
export function StyleForm({ style, onClose }: { style: Style | null; onClose: () => void }) {
  const client = useQueryClient();
  const [words, setWords] = useState<StyleWords>(style ?? NEW);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const { name, group, prompt, negative_prompt } = words;
      const body = { name, group, prompt, negative_prompt };
      return style ? changeStyle(style.id, body) : createStyle(body);
    },
    onSuccess: ({ name }) => {
      const { form, change } = useForm.getState();
      if (style) change({ styles: form.styles.map((one) => (one === style.name ? name : one)) });
      void client.invalidateQueries({ queryKey: stylesKey });
      onClose();
    },
  });
  const problem = error ? Problem.from(error) : undefined;
  const field = (name: keyof StyleWords) => ({
    value: words[name],
    onChange: ({ target }: { target: { value: string } }) => setWords({ ...words, [name]: target.value }),
  });
  return (
    <form
      className="grid gap-4 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Field label="Name" error={problem?.field("name")}>
        {/* eslint-disable-next-line jsx-a11y/no-autofocus -- it has taken the place of what was focused */}
        <Input {...field("name")} autoFocus required maxLength={80} />
      </Field>
      <Field
        label="Words around yours"
        help="What you write goes where {prompt} stands; without it, in front."
        error={problem?.field("prompt")}
      >
        <Textarea {...field("prompt")} rows={3} />
      </Field>
      <Field label="What to avoid" error={problem?.field("negative_prompt")}>
        <Textarea {...field("negative_prompt")} rows={2} />
      </Field>
      <Field label="Group" help="The heading under which it is listed." error={problem?.field("group")}>
        <Input {...field("group")} />
      </Field>
      {problem?.errors.length === 0 && <ErrorBlock error={problem} title="The style was not saved." />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={isPending}>
          {style ? "Save" : "Make the style"}
        </Button>
      </div>
    </form>
  );
}
