import { useMutation, useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { invalidateSoon } from "@/live/handlers";

import {
  characterKeys,
  type Character,
  type CharacterChange,
  type CharacterListed,
  type Reference,
} from "./queries";

type ListPage = Schemas["Page_CharacterListed_"];

/** All saves of one character share this key, so that its page can say whether everything is kept. */
export const savingKey = (id: string) => ["characters", "save", id] as const;

/** They go one after the other, so that the last word said is the last one written. */
const inTurn = (id: string) => ({ mutationKey: savingKey(id), scope: { id: `character ${id}` } });

const byId = (id: string) => ({ path: { id_or_name: id } });

/** Changes what is shown of a character, in its page and in all lists; returns what puts it back. */
function show(
  client: QueryClient,
  id: string,
  change: (known: CharacterListed) => Partial<Character>,
): () => void {
  const before = client.getQueriesData({ queryKey: characterKeys.all });
  client.setQueryData<Character>(characterKeys.one(id), (known) => known && { ...known, ...change(known) });
  client.setQueriesData<InfiniteData<ListPage>>({ queryKey: ["characters", "list"] }, (data) => {
    if (!data) return data;
    const items = (page: ListPage) =>
      page.items.map((each) => (each.id === id ? { ...each, ...change(each) } : each));
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: items(page) })) };
  });
  return () => before.forEach(([key, data]) => client.setQueryData(key, data));
}

/** Changes a character: shown at once, put back if the server refuses. */
export function useChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    ...inTurn(id),
    mutationFn: (body: CharacterChange) =>
      answer(api.PATCH("/api/v1/characters/{id_or_name}", { params: byId(id), body })),
    onMutate: async ({ name, description, class_word, preset, overrides }) => {
      await client.cancelQueries({ queryKey: characterKeys.one(id) });
      const known = { name, description, class_word, preset };
      const said = Object.fromEntries(Object.entries(known).filter(([, value]) => value != null));
      return show(client, id, (before) => ({
        ...said,
        // The server puts them together in the same way: each setting on its own, null for none.
        ...(overrides !== undefined && {
          overrides: overrides === null ? {} : { ...(before as Partial<Character>).overrides, ...overrides },
        }),
      }));
    },
    onError: (_error, _change, undo) => undo?.(),
    onSuccess: (character) => {
      // An answer to an earlier change does not know the one that is still on its way.
      if (client.isMutating({ mutationKey: savingKey(id) }) > 1) return;
      client.setQueryData(characterKeys.one(id), character);
      void client.invalidateQueries({ queryKey: characterKeys.plan(id) });
    },
  });
}

function showReferences(
  client: QueryClient,
  id: string,
  change: (known: Reference[]) => Reference[],
): () => void {
  const before = client.getQueryData<Character>(characterKeys.one(id));
  client.setQueryData<Character>(characterKeys.one(id), (known) => {
    if (!known) return known;
    const references = change(known.references);
    return { ...known, references, reference_count: references.length };
  });
  return () => client.setQueryData(characterKeys.one(id), before);
}

export type ReferenceChange = Schemas["ReferenceChange"] & { id: string };

/** Changes one picture by its id; never by its place, which may move meanwhile. */
export function useReferenceChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    ...inTurn(id),
    mutationFn: ({ id: reference_id, ...body }: ReferenceChange) => {
      const path = { id_or_name: id, reference_id };
      return answer(
        api.PATCH("/api/v1/characters/{id_or_name}/references/{reference_id}", { params: { path }, body }),
      );
    },
    onMutate: async ({ id: reference, caption, excluded, repeats }) => {
      await client.cancelQueries({ queryKey: characterKeys.one(id) });
      const said = {
        ...(caption !== undefined && { caption }),
        ...(excluded != null && { excluded }),
        ...(repeats != null && { repeats }),
      };
      return showReferences(client, id, (all) =>
        all.map((each) => (each.id === reference ? { ...each, ...said } : each)),
      );
    },
    onError: (_error, _change, undo) => undo?.(),
    onSuccess: () => void client.invalidateQueries({ queryKey: characterKeys.plan(id) }),
  });
}

/** What the server answered of one picture, in its place. */
export function showReference(
  client: QueryClient,
  id: string,
  changed: Pick<Reference, "id"> & Partial<Reference>,
): void {
  void client.cancelQueries({ queryKey: characterKeys.one(id) });
  showReferences(client, id, (all) =>
    all.map((each) => (each.id === changed.id ? { ...each, ...changed } : each)),
  );
}

/** Adds an uploaded picture to what is shown, before the lists are fetched again. */
export function showUploaded(client: QueryClient, id: string, reference: Reference): void {
  void client.cancelQueries({ queryKey: characterKeys.one(id) }); // its answer may not know the picture yet
  showReferences(client, id, (all) =>
    [...all.filter((each) => each.id !== reference.id), reference].sort((a, b) => a.position - b.position),
  );
  invalidateSoon(client, characterKeys.one(id));
  invalidateSoon(client, characterKeys.plan(id));
}

export function useRemoveReference(id: string) {
  const client = useQueryClient();
  return useMutation({
    ...inTurn(id),
    mutationFn: (reference: Reference) => {
      const path = { id_or_name: id, reference_id: reference.id };
      return answer(
        api.DELETE("/api/v1/characters/{id_or_name}/references/{reference_id}", { params: { path } }),
      );
    },
    onMutate: async (reference) => {
      await client.cancelQueries({ queryKey: characterKeys.one(id) });
      return showReferences(client, id, (all) => all.filter((each) => each.id !== reference.id));
    },
    onError: (_error, _reference, undo) => undo?.(),
    onSuccess: () => void client.invalidateQueries({ queryKey: characterKeys.plan(id) }),
  });
}

export type CaptionsChange = Schemas["CaptionsChange"];

export function changeCaptions(id: string, body: CaptionsChange, signal?: AbortSignal) {
  return answer(
    api.POST("/api/v1/characters/{id_or_name}/references/captions", {
      params: byId(id),
      body,
      ...(signal && { signal }),
    }),
  );
}
