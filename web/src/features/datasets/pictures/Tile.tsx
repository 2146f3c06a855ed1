import { Check, EyeOff, TriangleAlert } from "lucide-react";

import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";

import type { DatasetPicture } from "../queries";

interface Props {
  picture: DatasetPicture;
  chosen: boolean;
  tabbable: boolean;
  first: boolean;
  onFocus: () => void;
  onChoose: (stretch: boolean) => void;
  onOpen: () => void;
}

/** One picture, with its class; it says what is to be said of it. */
export function Tile({ picture, chosen, tabbable, first, onFocus, onChoose, onOpen }: Props) {
  const { id, filename, label, split, excluded, findings, thumbhash, thumbnail_url: src } = picture;
  const moved = picture.first_label !== null && picture.first_label !== label;
  const said = [
    filename,
    label,
    split,
    moved && `was ${picture.first_label ?? ""}`,
    excluded && "left out",
    ...findings.map((finding) => finding.replaceAll("_", " ")),
    chosen && "chosen",
  ];
  return (
    <li className="group relative grid content-start">
      <button
        type="button"
        data-item={id}
        tabIndex={tabbable ? 0 : -1}
        onFocus={onFocus}
        onClick={(event) => {
          if (event.shiftKey || event.ctrlKey || event.metaKey) onChoose(event.shiftKey);
          else onOpen();
        }}
        aria-label={said.filter(Boolean).join(", ")}
        className={cn(
          "block overflow-hidden rounded-print ring-picture",
          chosen && "outline-2 outline-offset-2 outline-lamp",
        )}
      >
        <Picture
          picture={{ src, width: picture.width, height: picture.height, thumbhash }}
          alt=""
          fit="cover"
          first={first}
          eager
          className={cn("aspect-square!", excluded && "opacity-35")}
        />
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-pressed={chosen}
        aria-label={`Choose ${filename}`}
        onClick={(event) => onChoose(event.shiftKey)}
        className={cn(
          "absolute top-1 left-1 flex size-6 items-center justify-center rounded-full border border-line-2 bg-bg-2 text-text-1",
          "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100",
          chosen && "border-lamp bg-lamp text-on-lamp opacity-100",
        )}
      >
        {chosen && <Check aria-hidden className="size-3.5" strokeWidth={2.5} />}
      </button>
      <span aria-hidden className="flex h-[22px] items-center gap-1 text-xs text-text-2">
        {excluded && <EyeOff className="size-3.5 shrink-0" strokeWidth={1.75} />}
        {!excluded && findings.length > 0 && (
          <TriangleAlert className="size-3.5 shrink-0 text-warn" strokeWidth={1.75} />
        )}
        <span className="min-w-0 truncate">
          {moved && <s className="mr-1 text-text-3">{picture.first_label}</s>}
          {label}
        </span>
      </span>
    </li>
  );
}
