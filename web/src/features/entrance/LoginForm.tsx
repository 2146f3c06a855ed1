import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { useLogin } from "@/api/login";
import { logIn, type AuthState } from "@/api/people";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

import { PasswordHelp } from "./PasswordHelp";

/** Why somebody who came back from another service is not in: the server says it in the address. */
const REFUSED: Record<string, string> = {
  provider_refused:
    "You were not let in: the other service refused, or you have no account here. An admin can make one with your e-mail address.",
  provider_problem: "The other service does not answer as it should. Try again, or log in with a password.",
  account_disabled: "This account is disabled. An admin of the studio can open it again.",
};

/** A name and a password, or another service that knows who one is. */
export function LoginForm({ providers }: Pick<AuthState, "providers">) {
  const ended = useLogin((login) => login.ended);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({ mutationFn: () => logIn(name.trim(), password) });
  const problem = enter.error && Problem.from(enter.error);
  const refused = REFUSED[new URLSearchParams(location.search).get("login_problem") ?? ""];
  return (
    <section className="grid gap-4">
      <h1 className="text-xl">Log in</h1>
      {ended && !problem && (
        <p role="status" className="rounded-card bg-warn-tint p-3">
          You were logged out: the log-in is over, or was ended elsewhere. What runs goes on.
        </p>
      )}
      {refused && !problem && (
        <p role="alert" className="rounded-card bg-warn-tint p-3">
          {refused}
        </p>
      )}
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!enter.isPending) enter.mutate();
        }}
      >
        <Field label="Name">
          <Input
            // eslint-disable-next-line jsx-a11y/no-autofocus -- the page has no other purpose
            autoFocus
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label="Password" error={problem && <Reason problem={problem} />}>
          <Input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <Button variant="primary" size="large" type="submit" busy={enter.isPending}>
          Log in
        </Button>
      </form>
      {providers.map((provider) => (
        <Button key={provider.id} size="large" asChild>
          <a href={provider.start_url} onClick={expectAnswer}>
            Log in with {provider.name}
          </a>
        </Button>
      ))}
      <PasswordHelp />
    </section>
  );
}

/** The answer of another service is a cookie: the next start of the page asks for a token at once. */
function expectAnswer() {
  useLogin.setState({ known: "accounts" });
}

function Reason({ problem }: { problem: Problem }) {
  return (
    <span role="alert">
      {problem.message} {problem.hint}
    </span>
  );
}
