import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { setUp } from "@/api/people";
import { Problem } from "@/api/problem";

import { ErrorBlock } from "../ErrorBlock";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { NewPassword } from "./NewPassword";

interface Props {
  /** Asked from another machine: whoever reads the server's log proves that the studio is theirs. */
  needsCode: boolean;
}

/** The first account, an admin's; everything made so far becomes theirs. */
export function SetupForm({ needsCode }: Props) {
  const [name, setName] = useState("");
  const [fullName, setFullName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const make = useMutation({
    mutationFn: () =>
      setUp({
        name: name.trim(),
        full_name: fullName.trim(),
        password,
        ...(needsCode && { setup_code: code.trim() }),
      }),
  });
  const problem = make.error && Problem.from(make.error);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!make.isPending) make.mutate();
      }}
    >
      {needsCode && (
        <Field
          label="Set-up code"
          help="The server printed it when it started."
          error={problem?.field("setup_code")}
        >
          <Input
            autoComplete="one-time-code"
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        </Field>
      )}
      <Field
        label="Name"
        help="What you log in with: small letters, digits, and . _ @ + -"
        error={problem?.field("name")}
      >
        <Input
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label="Full name" note="optional" error={problem?.field("full_name")}>
        <Input
          autoComplete="name"
          maxLength={120}
          value={fullName}
          onChange={(event) => setFullName(event.target.value)}
        />
      </Field>
      <NewPassword value={password} onChange={setPassword} error={problem?.field("password")} />
      {problem?.errors.length === 0 && <ErrorBlock error={problem} />}
      <Button variant="primary" size="large" type="submit" busy={make.isPending}>
        Make the account
      </Button>
    </form>
  );
}
