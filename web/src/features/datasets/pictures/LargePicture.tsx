import { ChevronLeft, ChevronRight } from "lucide-react";

import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { useShortcuts } from "@/keys/hooks";
import { bytes, number } from "@/lib/format";

import { SPLITS, type DatasetPicture } from "../queries";
import type { Act } from "./PicturesTab";

interface Props {
  pictures: readonly DatasetPicture[];
  at: number;
  names: readonly string[];
  /** Another picture, or none. */
  onLook: (picture: string | undefined) => void;
  onAct: (picture: string, act: Act) => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** One picture large: its class and part, by a click or a key, and on to the next. */
export function LargePicture({ pictures, at, names, onLook, onAct, unless }: Props) {
  const picture = pictures[at];
  const go = (by: number) => {
    const next = pictures[at + by];
    if (next) onLook(next.id);
  };
  const act = (what: Act) => {
    if (!picture) return;
    // Where it leaves the list, the next one is looked at.
    onAct(picture.id, what);
    if (what.label !== undefined) go(at + 1 < pictures.length ? 1 : -1);
  };
  useShortcuts(
    [
      { id: "large next", keys: "J", label: "The next picture", run: () => go(1) },
      { id: "large before", keys: "K", label: "The picture before", run: () => go(-1) },
      { id: "large right", keys: "ArrowRight", label: "The next picture", run: () => go(1) },
      { id: "large left", keys: "ArrowLeft", label: "The picture before", run: () => go(-1) },
      {
        id: "large leave out",
        keys: "Delete",
        label: "Leave out, or take in again",
        unless,
        run: () => act({ excluded: !picture?.excluded }),
      },
      ...names.slice(0, 9).map((label, i) => ({
        id: `large class ${i + 1}`,
        keys: String(i + 1),
        label: `Put into ${label}`,
        unless,
        run: () => act({ label }),
      })),
    ],
    { scope: "dialog" },
  );
  if (!picture) return null;
  const {
    filename,
    width,
    height,
    size,
    label,
    split,
    excluded,
    first_label: before,
    url,
    thumbhash,
  } = picture;
  return (
    <Dialog
      open
      onOpenChange={() => onLook(undefined)}
      title={<span className="block truncate">{filename}</span>}
      description={
        <span className="tabular-nums">
          {number(width)} × {number(height)} · {bytes(size)} · {at + 1} of {pictures.length}
          {before !== null && before !== label && ` · came as ${before}`}
        </span>
      }
      className="sm:top-[4dvh] sm:max-h-[92dvh] sm:w-[min(64rem,94vw)]"
    >
      <div className="grid gap-4 pb-2">
        <div className="flex items-center gap-2">
          <IconButton
            icon={ChevronLeft}
            label="The picture before"
            keys="K"
            disabled={at === 0}
            onClick={() => go(-1)}
          />
          <div className="flex h-[56dvh] min-w-0 grow items-center justify-center rounded-print bg-stage-dark">
            <Picture
              picture={{ src: url, width, height, thumbhash }}
              alt={`${filename}, ${label}`}
              first
              className="max-h-[56dvh] w-full bg-transparent"
            />
          </div>
          <IconButton
            icon={ChevronRight}
            label="The next picture"
            keys="J"
            disabled={at === pictures.length - 1}
            onClick={() => go(1)}
          />
        </div>
        <div role="group" aria-label="Class" className="flex flex-wrap gap-1">
          {names.map((name, i) => (
            <Button
              key={name}
              size="small"
              variant={name === label ? "primary" : "secondary"}
              aria-pressed={name === label}
              {...(i < 9 && { keys: String(i + 1) })}
              unless={unless}
              onClick={() => act({ label: name })}
            >
              {name}
            </Button>
          ))}
        </div>
        <div className="flex flex-wrap gap-1">
          {SPLITS.map((part) => (
            <Button
              key={part}
              size="small"
              variant={part === split ? "primary" : "ghost"}
              aria-pressed={part === split}
              unless={unless}
              onClick={() => act({ split: part })}
            >
              {part}
            </Button>
          ))}
          <span className="grow" />
          <Button size="small" keys="Del" unless={unless} onClick={() => act({ excluded: !excluded })}>
            {excluded ? "Take in again" : "Leave out"}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
