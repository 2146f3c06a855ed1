import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";

import { useForm } from "./store";

/** What to keep out of the pictures. */
export function Avoid({ error, focused = false }: { error: string | undefined; focused?: boolean }) {
  const { form, change } = useForm();
  return (
    <Field label="What to avoid" error={error}>
      <Textarea
        rows={1}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it has taken the place of the button that was pressed
        autoFocus={focused}
        className="min-h-control resize-none text-base"
        value={form.negative_prompt}
        onChange={(event) => change({ negative_prompt: event.target.value })}
      />
    </Field>
  );
}
