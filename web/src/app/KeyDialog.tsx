import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useLogin } from "@/api/login";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Asks for the server's API key after a refusal; it is kept in this browser. */
export default function KeyDialog() {
  const { key, wanted, give, want } = useLogin();
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  return (
    <Dialog
      open={wanted}
      onOpenChange={want}
      title="The studio asks for its key"
      description="It is SAFELIGHT_API_KEY on the server. This browser keeps it and sends it with each request."
    >
      <form
        className="grid gap-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          give(typed.trim());
          setTyped("");
          void client.resetQueries();
        }}
      >
        <Field label="Key" {...(key && { error: "The last key was not right." })}>
          <Input
            type="password"
            autoComplete="current-password"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <div className="flex flex-wrap justify-between gap-2">
          <Button variant="ghost" onClick={() => useLogin.setState({ wanted: false, phase: "setup" })}>
            Make the first account instead
          </Button>
          <Button variant="primary" type="submit" disabled={typed.trim() === ""}>
            Enter
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
