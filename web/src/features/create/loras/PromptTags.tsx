import { Badge } from "@/components/ui/badge";

import { useForm } from "../store";
import { loraNamed } from "./known";
import { tagsIn } from "./tags";
import { useKnownLoras } from "./use-known-loras";

/** What the `<lora:…>` in the words mean, as they are typed. */
export default function PromptTags() {
  const prompt = useForm(({ form }) => form.prompt);
  const known = useKnownLoras();
  if (!known) return null;
  return (
    <ul aria-label="LoRAs in the words" className="flex flex-wrap gap-1.5">
      {tagsIn(prompt).map(({ name, scale }, at) => {
        const found = loraNamed(known, name);
        const wrong = found
          ? Number.isFinite(scale)
            ? found.unless
            : "its weight is no number"
          : "not on the shelf";
        return (
          <li key={`${at} ${name}`} className="min-w-0">
            <Badge tone={wrong ? "warn" : "plain"}>
              {wrong ? `${name}: ${wrong}` : `${found?.label ?? name} ${scale}`}
            </Badge>
          </li>
        );
      })}
    </ul>
  );
}
