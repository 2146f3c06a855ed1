import type { Recipe } from "@/api/gallery";

/** A word of a shell, in quotes where it needs them. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What to send to have the picture made again. */
function requestOf(recipe: Recipe) {
  const { asked_prompt, prompt, negative_prompt, character_id, loras, styles } = recipe;
  return {
    prompt: asked_prompt ?? prompt,
    ...(negative_prompt && { negative_prompt }),
    model: recipe.model,
    ...(character_id && { character_id, lora_scale: loras[0]?.scale ?? 1 }),
    ...(styles.length > 0 && { styles }),
    num_inference_steps: recipe.num_inference_steps,
    guidance_scale: recipe.guidance_scale,
    width: recipe.width,
    height: recipe.height,
    seed: recipe.seed,
    scheduler: recipe.scheduler,
  };
}

export function asJson(recipe: Recipe): string {
  return JSON.stringify(recipe, null, 2);
}

export function asCurl(recipe: Recipe, server: string): string {
  const body = JSON.stringify(requestOf(recipe), null, 2);
  return [
    `curl ${server}/api/v1/generations`,
    `-H "Authorization: Bearer $SAFELIGHT_API_KEY"`,
    `-H "Content-Type: application/json"`,
    `-d ${quoted(body)}`,
  ].join(" \\\n  ");
}

export function asCommand(recipe: Recipe): string {
  const { asked_prompt, prompt, negative_prompt, character_name, loras, width, height } = recipe;
  const options: [string, string | number | undefined][] = [
    ["--character", character_name ?? undefined],
    ["--lora-scale", character_name ? loras[0]?.scale : undefined],
    ["--model", recipe.model],
    ["--size", `${width}x${height}`],
    ["--steps", recipe.num_inference_steps],
    ["--guidance", recipe.guidance_scale],
    ["--scheduler", recipe.scheduler],
    ["--negative", negative_prompt || undefined],
    ["--seed", recipe.seed],
  ];
  const words = options.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${quoted(String(value))}`],
  );
  // The command knows no styles: it is told the words that they make.
  const told = recipe.styles.length > 0 ? prompt : (asked_prompt ?? prompt);
  return ["safelight generate", quoted(told), ...words].join(" ");
}
