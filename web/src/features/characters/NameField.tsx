import { useEffect, useRef, useState } from "react";

import { Problem } from "@/api/problem";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";

import { useChange } from "./changes";

interface Props {
  id: string;
  name: string;
  onDone: () => void;
  className?: string;
}

/** A name as a field: Enter or leaving keeps it, Escape gives it up. A name that is taken stays, with the reason. */
export function NameField({ id, name, onDone, className }: Props) {
  const change = useChange(id);
  const [typed, setTyped] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const keep = () => {
    const wanted = typed.trim();
    if (wanted === "" || wanted === name) {
      onDone();
      return;
    }
    change.mutate({ name: wanted }, { onSuccess: onDone });
  };
  const wrong = change.error && Problem.from(change.error);
  return (
    <form
      className={cn("grid min-w-0 grow gap-1", className)}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <Input
        ref={field}
        aria-label={`New name of ${name}`}
        aria-invalid={wrong ? true : undefined}
        aria-errormessage={wrong ? `name-${id}` : undefined}
        value={typed}
        maxLength={80}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => change.isPending || keep()}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          onDone();
        }}
      />
      {wrong && (
        <p id={`name-${id}`} role="alert" className="text-sm font-normal text-danger">
          {wrong.message}
        </p>
      )}
    </form>
  );
}
