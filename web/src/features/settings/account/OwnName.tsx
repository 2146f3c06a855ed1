import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { look } from "@/api/login";
import type { Me } from "@/api/people";
import { Problem } from "@/api/problem";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { changeName } from "./queries";

/** How others read one's name. */
export function OwnName({ me }: { me: Me }) {
  const [typed, setTyped] = useState(me.full_name);
  const keep = useMutation({
    mutationFn: () => changeName(typed.trim()),
    onSuccess: () => {
      void look();
      say("Others read your new name");
    },
  });
  return (
    <form
      className="grid max-w-sm gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!keep.isPending) keep.mutate();
      }}
    >
      <Field
        label="Full name"
        help="As others read it where you share something."
        error={keep.error && Problem.from(keep.error).message}
      >
        <Input
          autoComplete="name"
          maxLength={120}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <Button
        type="submit"
        busy={keep.isPending}
        disabled={typed.trim() === me.full_name}
        className="justify-self-start"
      >
        Change the name
      </Button>
    </form>
  );
}
