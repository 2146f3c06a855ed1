import { useQuery } from "@tanstack/react-query";

import { modelsQuery } from "@/api/shelf";

import { modelOf, readyCharacters } from "../queries";
import { useForm } from "../store";
import { knownLoras, type Known } from "./known";

/** Undefined until it is known what there is. */
export function useKnownLoras(): Known[] | undefined {
  const name = useForm(({ form }) => form.model);
  const { data: models } = useQuery(modelsQuery);
  const { data: characters } = useQuery(readyCharacters);
  return models && characters && knownLoras(models, characters, modelOf(models, name));
}
