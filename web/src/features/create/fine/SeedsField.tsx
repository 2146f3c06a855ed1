import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { count } from "@/lib/format";

import { useForm } from "../store";
import { seedsFrom } from "./seeds";

/** A seed for each picture, in place of one seed and a number of pictures. */
export function SeedsField() {
  const { form, change } = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && seedsFrom(typed) === null;
  return (
    <Field
      label="A seed for each picture"
      note="seeds"
      help={
        form.seeds.length > 0 ? `${count(form.seeds.length, "picture")}, whatever is asked above.` : undefined
      }
      error={wrong ? "Whole numbers from 0 to 4,294,967,295, at most 64" : undefined}
    >
      <Input
        inputMode="numeric"
        autoComplete="off"
        placeholder="such as 7, 42, 1234"
        className="tabular-nums"
        value={typed ?? form.seeds.join(", ")}
        onChange={({ target }) => {
          setTyped(target.value);
          const seeds = seedsFrom(target.value);
          if (seeds) change({ seeds });
        }}
        onBlur={() => !wrong && setTyped(null)}
      />
    </Field>
  );
}
