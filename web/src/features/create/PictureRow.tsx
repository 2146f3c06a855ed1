import { useQuery } from "@tanstack/react-query";
import {
  Clipboard,
  Download,
  Film,
  ImagePlus,
  Repeat,
  Scaling,
  ScrollText,
  Shuffle,
  Star,
  Trash2,
} from "lucide-react";
import { lazy, Suspense } from "react";

import { pictureQuery } from "@/api/gallery";
import { IconButton } from "@/components/ui/icon-button";
import type { MenuItem } from "@/components/ui/menu";
import { useUnless } from "@/components/unless";
import { cn } from "@/lib/cn";

import type { Generation, MadePicture } from "./queries";
import type { PictureActs } from "./use-picture-acts";

const MoreMenu = lazy(() => import("./MoreMenu"));

interface Props {
  picture: MadePicture;
  generation: Generation;
  acts: PictureActs;
  /** Room for the first of them; the rest is in a menu. */
  few: boolean;
  /** Its menu is open, and needs the row to stay. */
  onHold: (held: boolean) => void;
  className?: string;
}

/** What can be done with a picture, in a row of its own that is there only when one is at the picture. */
export function PictureRow({ picture, generation, acts, few, onHold, className }: Props) {
  const { data: detail } = useQuery(pictureQuery(picture.id));
  const unless = useUnless("generate");
  const starred = detail?.favourite ?? false;
  const all = [
    { icon: Shuffle, label: "Vary", keys: "V", run: () => acts.vary(picture), unless },
    {
      icon: Star,
      label: starred ? "Take the star away" : "Favourite",
      keys: "S",
      run: () => void acts.favourite(picture),
      pressed: starred,
      unless,
    },
    { icon: Repeat, label: "Same again", keys: "Shift+R", run: () => acts.again(picture), unless },
    { icon: ScrollText, label: "Reuse recipe", keys: "R", run: () => void acts.reuse(picture), unless },
    { icon: Download, label: "Download", run: () => void acts.download(picture) },
    { icon: Clipboard, label: "Copy as…", keys: "Shift+C", run: () => void acts.copy(picture), unless },
    {
      icon: Trash2,
      label: "Move to the bin",
      keys: "Delete",
      run: () => acts.bin(picture, generation),
      unless,
    },
  ];
  const further: MenuItem[] = [
    {
      icon: ImagePlus,
      label: "Start from this picture",
      keys: "E",
      run: () => acts.startFrom(picture),
      unless,
    },
    { icon: Film, label: "Make a video", run: () => acts.video(picture), unless },
    { icon: Scaling, label: "Upscale or resize", keys: "U", run: () => acts.resize(picture), unless },
  ];
  const direct = few ? all.slice(0, 2) : all;
  const rest = all.slice(direct.length);
  const groups = rest.length > 0 ? [rest.slice(0, -1), further, rest.slice(-1)] : [further];
  return (
    <div
      role="group"
      aria-label="With this picture"
      className={cn("flex w-fit max-w-full rounded-control bg-bg-2 p-0.5 shadow-float", className)}
    >
      {direct.map(({ icon, label, keys, run, pressed, unless }) => (
        <IconButton
          key={label}
          icon={icon}
          label={label}
          onClick={run}
          unless={unless}
          {...(keys && { keys })}
          {...(pressed !== undefined && { "aria-pressed": pressed })}
          className={cn(pressed && "[&_svg]:fill-current text-text-1")}
        />
      ))}
      <Suspense>
        <MoreMenu groups={groups} onOpenChange={onHold} />
      </Suspense>
    </div>
  );
}
