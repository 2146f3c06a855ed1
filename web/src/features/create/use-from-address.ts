import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { pictureQuery } from "@/api/gallery";
import { sayFailed } from "@/components/toast";

import { withoutImage } from "./form";
import { readyCharacters, specOf } from "./queries";
import { useForm } from "./store";

const route = getRouteApi("/create");

/** What the address asks for fills the form once; then it leaves the address, so that a reload keeps what was typed. */
export function useFromAddress(): void {
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asked = JSON.stringify(search);
  const done = useRef("{}");
  useEffect(() => {
    if (asked === done.current) return;
    done.current = asked;
    const { from, start, c, model, seed } = JSON.parse(asked) as typeof search;
    const { fill, change } = useForm.getState();

    async function take() {
      if (from) fill({ ...(await specOf(await client.query(pictureQuery(from)), client)), seed: null });
      const wanted = c?.[0]?.split("@")[0]?.toLowerCase();
      if (wanted) {
        const characters = await client.query(readyCharacters);
        const found = characters.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
        if (found) change({ character_id: found.id, model: found.base_model });
      }
      if (start) change({ ...withoutImage(), image: start });
      if (model) change({ model });
      if (seed !== undefined) change({ seed });
    }
    take()
      .catch((error: unknown) => sayFailed("Not all that the address asks for was found.", error))
      .finally(() => void navigate({ search: {}, replace: true }));
  }, [asked, client, navigate]);
}
