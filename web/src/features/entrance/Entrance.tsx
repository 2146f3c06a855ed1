import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLogin } from "@/api/login";
import { authStateQuery } from "@/api/people";
import { Lamp } from "@/components/Lamp";
import { SetupForm } from "@/components/people/SetupForm";
import { Button } from "@/components/ui/button";

import { LoginForm } from "./LoginForm";

/** What stands before the studio: the log-in, or the making of the first account. The address stays as it was. */
export default function Entrance() {
  const phase = useLogin((login) => login.phase);
  const { data: state } = useQuery(authStateQuery);
  const first = phase === "setup";
  useEffect(() => {
    document.title = first ? "Set up · Safelight" : "Log in · Safelight";
  }, [first]);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-4 py-8">
      <p className="flex items-center gap-2.5 text-lg font-semibold">
        <Lamp state="off" size={24} />
        Safelight
      </p>
      {first ? (
        <section className="grid gap-4">
          <h1 className="text-xl">Make the first account</h1>
          <p className="text-text-2">
            It is an admin’s: it makes the others, and everything made so far becomes its own.
          </p>
          <SetupForm needsCode={state?.setup_from_here === false} />
          <Button variant="link" onClick={() => useLogin.setState({ wanted: true, phase: "in" })}>
            Enter the studio’s key instead
          </Button>
        </section>
      ) : (
        <LoginForm providers={state?.providers ?? []} />
      )}
    </main>
  );
}
