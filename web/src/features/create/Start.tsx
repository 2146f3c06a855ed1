import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { modelsQuery } from "@/api/shelf";
import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";

import { modelOf, readyCharacters } from "./queries";
import { useForm } from "./store";

/** Words that the model in use knows: the one that ships with the studio was taught drawings only. */
const EXAMPLES = {
  builtIn: [
    "a red house on a yellow background",
    "a big purple monster with a green hat",
    "a small blue cat on pink",
  ],
  others: [
    "a lighthouse at dusk, long exposure",
    "a fox asleep in autumn leaves, soft light, 35 mm",
    "a bowl of lemons, still life, oil on canvas",
  ],
};
const SHOWN = 6;

/** An empty stage: whom one can draw, or words to begin with. */
export function Start({ onExample }: { onExample: () => void }) {
  const { data: characters } = useQuery(readyCharacters);
  const { data: models } = useQuery(modelsQuery);
  const { form, change } = useForm();
  const model = modelOf(models, form.model);
  const examples = model ? EXAMPLES[model.built_in ? "builtIn" : "others"] : [];
  return (
    <div className="grid grow place-items-center py-6">
      <div className="grid w-full max-w-2xl justify-items-center gap-6 text-center">
        <div className="grid gap-2">
          <h2 className="text-2xl">Type what you want to see</h2>
          <p className="text-text-2">Then press Create, and watch the pictures develop.</p>
        </div>
        <ul className="flex flex-wrap justify-center gap-2">
          {examples.map((prompt) => (
            <li key={prompt}>
              <Button
                onClick={() => {
                  change({ prompt });
                  onExample();
                }}
              >
                {prompt}
              </Button>
            </li>
          ))}
        </ul>
        {characters && characters.length > 0 && (
          <ul className="flex flex-wrap justify-center gap-4">
            {characters.slice(0, SHOWN).map(({ id, name, cover, base_model }) => (
              <li key={id}>
                <button
                  type="button"
                  className="grid w-28 gap-2"
                  onClick={() => {
                    change({ character_id: id, model: base_model });
                    onExample();
                  }}
                >
                  {cover && <Picture picture={{ src: cover.url, width: 1, height: 1 }} alt="" fit="cover" />}
                  <span className="truncate">{name}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <p className="text-text-2">
          Or{" "}
          <Link to="/characters" className="text-text-1 underline underline-offset-4">
            make a character
          </Link>{" "}
          of a person, an animal or a thing, from about 20 pictures.
        </p>
      </div>
    </div>
  );
}
