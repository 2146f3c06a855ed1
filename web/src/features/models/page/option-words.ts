import type { LoadOptions } from "../queries";

export type OptionName = keyof LoadOptions;

interface Words {
  label: string;
  help: string;
  /** What its values are called; those left out are shown as the API names them. */
  values?: Readonly<Record<string, string>>;
}

/** What to keep, where, and how fast: the switches in the order people think of them. */
export const OPTION_GROUPS: readonly { title: string; names: readonly OptionName[] }[] = [
  { title: "Size in memory", names: ["precision", "quantization", "quantize_parts"] },
  {
    title: "Where the weights are",
    names: ["cpu_offload", "group_offload", "sequential_cpu_offload", "device_map", "low_cpu_memory"],
  },
  { title: "Less memory while it draws", names: ["vae_slicing", "vae_tiling", "attention_slicing"] },
  { title: "Speed", names: ["attention", "channels_last", "compile", "step_cache"] },
];

export const OPTION_WORDS: Readonly<Record<OptionName, Words>> = {
  precision: {
    label: "Number type",
    help: "Half as many bits is half the memory, with faint differences.",
    values: {
      auto: "As suits the device",
      f32: "32 bits (f32)",
      f16: "16 bits (f16)",
      bf16: "16 bits, wide range (bf16)",
    },
  },
  quantization: {
    label: "Round the weights",
    help: "Fewer bits for each weight: a smaller model, and a picture that differs the more the fewer there are.",
    values: {
      none: "No",
      int8: "8 bits (int8)",
      fp8: "8 bits (fp8)",
      int4: "4 bits (int4)",
      nf4: "4 bits (nf4)",
      fp4: "4 bits (fp4)",
    },
  },
  quantize_parts: {
    label: "Round only these parts",
    help: "None chosen means what draws, and large text encoders.",
  },
  cpu_offload: {
    label: "Parts wait in main memory",
    help: "One part at a time is on the device; a few seconds more for each picture.",
  },
  group_offload: {
    label: "Layers wait in main memory",
    help: "Groups of layers come while others compute; each step takes longer.",
  },
  sequential_cpu_offload: {
    label: "Weights wait in main memory",
    help: "Layer by layer: the least video memory, and many times slower.",
  },
  device_map: {
    label: "Spread over devices",
    help: "For a model that is larger than one GPU.",
    values: {
      "": "No",
      balanced: "Over all GPUs (balanced)",
      cpu: "Main memory (cpu)",
      cuda: "One GPU (cuda)",
    },
  },
  low_cpu_memory: {
    label: "Load in small pieces",
    help: "The weights are never in main memory twice.",
  },
  vae_slicing: {
    label: "Finish pictures one by one",
    help: "Of several that are drawn together.",
  },
  vae_tiling: {
    label: "Finish large pictures in tiles",
    help: "Takes a little longer; tiles may differ faintly where they meet.",
  },
  attention_slicing: {
    label: "Attention in slices",
    help: "Slower; of use where no other attention fits.",
  },
  attention: {
    label: "Attention",
    help: "The code that relates every part of a picture to every other.",
    values: { "": "The model's own", native: "PyTorch's (native)", flex: "FlexAttention (flex)" },
  },
  channels_last: {
    label: "Channels last",
    help: "A layout in memory that suits some GPUs.",
  },
  compile: {
    label: "Compile",
    help: "The first picture takes a minute or more; those after it are faster.",
    values: {
      off: "No",
      regional: "Repeated blocks (regional)",
      full: "The whole network (full)",
      "max-autotune": "Whole and tuned (max-autotune)",
    },
  },
  step_cache: {
    label: "Skip what hardly changes",
    help: "Faster, and not quite the same picture.",
    values: {
      off: "No",
      first_block: "When the first block rests (first_block)",
      pyramid_attention: "Attention, now and then (pyramid_attention)",
      faster: "Attention and half the guidance (faster)",
      taylorseer: "Guess the steps between (taylorseer)",
      mag: "By the size of change (mag)",
    },
  },
};

/** A value as a person would say it. */
export function valueWords(name: OptionName, value: string | boolean | null): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return OPTION_WORDS[name].values?.[value ?? ""] ?? value ?? "";
}

const isName = (name: string): name is OptionName => Object.hasOwn(OPTION_WORDS, name);

/** "quantization=int8" in words: "Round the weights: 8 bits (int8)". */
export function changeWords(change: string): string {
  const [name = "", value = ""] = change.split("=");
  if (!isName(name)) return change;
  const words = OPTION_WORDS[name];
  if (value === "on") return words.label;
  return `${words.label}: ${words.values?.[value] ?? value}`;
}
