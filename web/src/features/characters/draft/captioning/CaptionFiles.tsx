import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";

import { fetchAsMe } from "@/api/login";
import { Problem } from "@/api/problem";
import { ChooseFiles } from "@/components/DropZone";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/menu";
import { saveBlob } from "@/lib/save-file";

import type { Character } from "../../queries";
import { bringFiles } from "../uploads";

const LAYOUTS = [
  ["txt", "A .txt beside each picture"],
  ["jsonl", "One captions.jsonl"],
  ["kohya", "kohya: folders with repeats"],
  ["imagefolder", "Hugging Face: metadata.jsonl"],
] as const;

type Layout = (typeof LAYOUTS)[number][0];

/** Saves the captions as an archive; the address asks for the key, which a link cannot send. */
async function save({ id, name }: Character, layout: Layout, pictures: boolean): Promise<void> {
  const url = `/api/v1/characters/${encodeURIComponent(id)}/captions.zip?layout=${layout}&pictures=${pictures}`;
  try {
    const response = await fetchAsMe(new Request(new URL(url, globalThis.location.origin)));
    if (!response.ok) throw Problem.fromText(response.status, await response.text());
    saveBlob(await response.blob(), `${name} ${layout}.zip`);
  } catch (error) {
    sayFailed("The captions were not saved.", error);
  }
}

/** Captions from files and as files. Files may as well be dropped anywhere on the page. */
export function CaptionFiles({ character }: { character: Character }) {
  const client = useQueryClient();
  const items = (pictures: boolean) =>
    LAYOUTS.map(([layout, label]) => ({
      label: pictures ? `With the pictures: ${label}` : label,
      run: () => void save(character, layout, pictures),
    }));
  return (
    <>
      <ChooseFiles
        accept=".txt,.caption,.json,.jsonl,.zip"
        title="Files of captions: .txt, .jsonl, .json, .zip"
        onFiles={(files) => bringFiles(client, character.id, files)}
      >
        From files
      </ChooseFiles>
      <DropdownMenu
        groups={[items(false), items(true)]}
        trigger={
          <Button>
            Save as files
            <ChevronDown aria-hidden />
          </Button>
        }
      />
    </>
  );
}
