import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { NewPassword } from "@/components/people/NewPassword";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { changePassword } from "./queries";

/** A new password, for whoever knows the old one. */
export function OwnPassword({ name }: { name: string }) {
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword({ current, new: wanted }),
    onSuccess: () => {
      setCurrent("");
      setWanted("");
      say("The password is changed. Log-ins elsewhere are ended");
    },
  });
  const problem = change.error && Problem.from(change.error);
  const ofNew = problem?.field("new") ?? problem?.field("password");
  return (
    <form
      className="grid max-w-sm gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isPending) change.mutate();
      }}
    >
      <h2 className="font-medium">Password</h2>
      {/* So that password managers know whose it is. */}
      <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
      <Field label="Current password" error={ofNew ? undefined : problem?.message}>
        <Input
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Field>
      <NewPassword label="New password" value={wanted} onChange={setWanted} error={ofNew} />
      <Button type="submit" busy={change.isPending} className="justify-self-start">
        Change the password
      </Button>
    </form>
  );
}
