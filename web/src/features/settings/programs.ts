interface Program {
  name: string;
  /** Who speaks it. */
  known: string;
  /** What is entered as its address. */
  address: string;
  /** A call that draws one picture. */
  example: string;
  guide: string;
}

const KEY = "$SAFELIGHT_KEY";

/** The doors that other programs know, as this studio is reached. */
export function programs(origin: string, model: string): Program[] {
  return [
    {
      name: "OpenAI Images",
      known: "Open WebUI, SillyTavern, the openai packages, and most that say “OpenAI compatible”.",
      address: `${origin}/v1`,
      example: curl(
        `${origin}/v1/images/generations`,
        `-H "Authorization: Bearer ${KEY}"`,
        `{"model": "${model}", "prompt": "a red cat", "response_format": "url"}`,
      ),
      guide: "gpt-image-1 and dall-e-3 stand for the default model.",
    },
    {
      name: "AUTOMATIC1111",
      known: "SillyTavern, Open WebUI, and plug-ins that ask for the address of a web UI.",
      address: origin,
      example: curl(
        `${origin}/sdapi/v1/txt2img`,
        `-u "me:${KEY}"`,
        `{"prompt": "a red cat", "steps": 8, "sampler_name": "Euler a"}`,
      ),
      guide: "<lora:name:0.8> in a prompt adds a LoRA or a character.",
    },
    {
      name: "One call, one picture",
      known: "Scripts and programs of your own: a prompt in, a PNG out; or a queue to look into.",
      address: `${origin}/generate`,
      example: curl(
        `${origin}/generate`,
        `-H "Authorization: Bearer ${KEY}" -o cat.png`,
        `{"prompt": "a red cat", "seed": 7}`,
      ),
      guide: "/generate/queue answers at once, /queue/status says how far it is, /result hands it out.",
    },
  ];
}

function curl(url: string, options: string, json: string): string {
  return [`curl ${url} ${options} \\`, `  -H "Content-Type: application/json" -d '${json}'`].join("\n");
}
