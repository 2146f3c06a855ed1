import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { useUnless } from "@/components/unless";

import { shelfQuery, type BrokenModel } from "./queries";

/** What lies in the models folder and cannot be used, each with the reason and what to do. */
export function Broken({ broken }: { broken: readonly BrokenModel[] }) {
  const unless = useUnless("admin");
  const [removing, setRemoving] = useState<string>();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (name: string) => answer(api.DELETE("/api/v1/models/{name}", { params: { path: { name } } })),
    onError: (error) => sayFailed("It was not deleted.", error),
    onSettled: () => {
      setRemoving(undefined);
      return client.invalidateQueries({ queryKey: shelfQuery.queryKey });
    },
  });
  if (broken.length === 0) return null;
  return (
    <section aria-labelledby="broken">
      <div className="mb-2 flex items-baseline gap-3">
        <h2 id="broken" className="font-medium">
          Cannot be used
        </h2>
        <p className="text-sm text-text-3 max-sm:hidden">They lie in the models folder.</p>
      </div>
      <ul className="rounded-card border border-line-1 bg-bg-2">
        {broken.map(({ name, location, message, hint }) => (
          <li key={location} className="flex gap-3 border-t border-line-1 p-3 first:border-t-0">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" strokeWidth={1.75} />
            <div className="min-w-0 grow">
              <p className="font-medium break-words">{name}</p>
              <p className="max-w-[68ch] text-sm text-text-2">
                {message} {hint}
              </p>
            </div>
            <IconButton
              icon={Trash2}
              label={`Delete ${name}`}
              unless={unless}
              onClick={() => setRemoving(name)}
            />
          </li>
        ))}
      </ul>
      <Confirm
        open={removing !== undefined}
        onOpenChange={() => setRemoving(undefined)}
        title={`Delete ${removing ?? ""}?`}
        description="It goes from the models folder for good."
        action="Delete"
        cancel="Keep it"
        busy={remove.isPending}
        onConfirm={() => removing !== undefined && remove.mutate(removing)}
      />
    </section>
  );
}
