import { useState } from "react";

import { Button } from "@/components/ui/button";

import type { Character } from "../queries";
import { ConsentDialog } from "./ConsentDialog";
import { consentWords } from "./words";

/** Whose likeness a character is, in a line, and the way to say it. */
export function ConsentLine({ character, fixed }: { character: Character; fixed?: string | undefined }) {
  const [saying, setSaying] = useState(false);
  const words = consentWords(character.consent);
  return (
    <section aria-label="Whose likeness" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p className="text-text-2">
        Whose likeness: <span className={words ? "text-text-1" : "text-warn"}>{words ?? "not said yet"}</span>
      </p>
      {!fixed && (
        <Button size="small" onClick={() => setSaying(true)}>
          {words ? "Change" : "Say whose"}
        </Button>
      )}
      {saying && <ConsentDialog character={character} onClose={() => setSaying(false)} />}
    </section>
  );
}
