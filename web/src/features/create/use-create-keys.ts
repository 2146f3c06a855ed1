import { Palette, Plus, SlidersHorizontal, WandSparkles } from "lucide-react";
import { useMemo, type RefObject } from "react";

import { useUnless } from "@/components/unless";
import { useCommands, type Command } from "@/keys/commands";
import { useShortcuts } from "@/keys/hooks";

import { useForm } from "./store";

interface Acts {
  prompt: RefObject<HTMLTextAreaElement | null>;
  /** Where the settings are in a sheet, opens it. */
  openSettings: () => void;
  openStyles: () => void;
}

const submit = () => document.querySelector<HTMLFormElement>("#words")?.requestSubmit();

/** Opens the fold of the fine controls, or closes it, and goes there. */
function toggleFine(openSettings: () => void): void {
  openSettings();
  requestAnimationFrame(() => {
    const summary = document.querySelector<HTMLElement>("[data-fine]");
    summary?.click();
    summary?.focus();
  });
}

function focusLikeness(openSettings: () => void): void {
  openSettings();
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('[role="slider"][aria-label="Likeness"]')?.focus(),
  );
}

export function useCreateKeys({ prompt, openSettings, openStyles }: Acts): void {
  const hasCharacter = useForm(({ form }) => form.character_id !== null);
  const unless = useUnless("generate");
  useShortcuts([
    { id: "create prompt", keys: "/", label: "To the words", run: () => prompt.current?.focus() },
    { id: "create", keys: "Mod+Enter", label: "Create", inFields: true, run: submit, unless },
    {
      id: "create likeness",
      keys: "L",
      label: "Likeness",
      enabled: hasCharacter,
      run: () => focusLikeness(openSettings),
    },
    { id: "create fine", keys: ",", label: "Fine controls", run: () => toggleFine(openSettings) },
  ]);
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "create",
        label: "Create with these words",
        group: "Do",
        keys: "Mod+Enter",
        icon: WandSparkles,
        keywords: ["generate", "draw"],
        unless,
        run: submit,
      },
      { id: "create styles", label: "Choose styles", group: "Do", icon: Palette, run: openStyles },
      {
        id: "create fine",
        label: "Fine controls",
        group: "Do",
        keys: ",",
        icon: SlidersHorizontal,
        keywords: ["seed", "steps", "size", "guidance", "sampler"],
        run: () => toggleFine(openSettings),
      },
      {
        id: "create reset",
        label: "Begin with an empty form",
        group: "Do",
        icon: Plus,
        keywords: ["reset"],
        run: () => useForm.getState().reset(),
      },
    ],
    [openSettings, openStyles, unless],
  );
  useCommands(commands);
}
