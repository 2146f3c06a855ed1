import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";

import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

interface Props {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  error?: string | undefined;
}

/** A password to be: asked once, and shown on demand, rather than typed blindly twice. */
export function NewPassword({ value, onChange, label = "Password", error }: Props) {
  const [shown, setShown] = useState(false);
  const Mark = shown ? EyeOff : Eye;
  return (
    <div className="grid grid-cols-[1fr_auto] items-start gap-2">
      <Field label={label} help="At least 10 characters; a few words are easy to keep in mind." error={error}>
        <Input
          type={shown ? "text" : "password"}
          name="new-password"
          autoComplete="new-password"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
      <Button
        size="icon"
        variant="ghost"
        aria-pressed={shown}
        aria-label="Show the password"
        className="mt-6.5"
        onClick={() => setShown(!shown)}
      >
        <Mark aria-hidden />
      </Button>
    </div>
  );
}
