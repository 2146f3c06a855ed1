import {
  ArrowLeft,
  Download,
  Ellipsis,
  Film,
  ImagePlus,
  Info,
  Repeat2,
  RotateCcw,
  Scaling,
  Shuffle,
  Star,
  Trash2,
  WandSparkles,
} from "lucide-react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu, type MenuItem } from "@/components/ui/menu";
import { useUnless } from "@/components/unless";
import { cn } from "@/lib/cn";
import { number } from "@/lib/format";
import { useMedia } from "@/lib/use-media";

interface Props {
  place: number | null | undefined;
  total: number;
  favourite: boolean;
  binned: boolean;
  info: boolean;
  /** It moves: what is made of still pictures cannot be made of it. */
  film: boolean;
  /** All that is known of the picture is here. */
  ready: boolean;
  narrow: boolean;
  on: {
    close: () => void;
    favourite: () => void;
    create: () => void;
    again: () => void;
    variation: () => void;
    startFrom: () => void;
    video: () => void;
    resize: () => void;
    download: () => void;
    bin: () => void;
    restore: () => void;
    info: () => void;
  };
}

/** Where one is, and what can be done with the picture. */
export function PictureBar({ place, total, favourite, binned, info, film, ready, narrow, on }: Props) {
  const wide = useMedia("(min-width: 1024px)");
  const unless = useUnless("generate");
  const wait = { unless: ready ? undefined : "The picture is on its way" };
  const change = { unless };
  const make = { unless: unless ?? wait.unless };
  const making: MenuItem[] = [
    { label: "Make it again", icon: Repeat2, keys: "Shift+R", run: on.again, ...make },
    { label: "New variation", icon: Shuffle, keys: "V", run: on.variation, ...make },
    { label: "Open in Create", icon: WandSparkles, keys: "E", run: on.create, ...change },
  ];
  const further: MenuItem[] = [
    { label: "Start from this picture", icon: ImagePlus, run: on.startFrom, ...change },
    { label: "Make a video", icon: Film, run: on.video, ...change },
    { label: "Upscale or resize", icon: Scaling, keys: "U", run: on.resize, ...change },
  ];
  const keeping: MenuItem[] = [
    { label: "Download", icon: Download, run: on.download, ...wait },
    binned
      ? { label: "Restore", icon: RotateCcw, run: on.restore, ...change }
      : { label: "To the bin", icon: Trash2, keys: "Delete", run: on.bin, ...change },
  ];
  return (
    <div className="flex min-h-12 shrink-0 items-center gap-1 bg-bg-1 px-2">
      <IconButton
        icon={ArrowLeft}
        label="Back to the gallery"
        keys="Escape"
        side="bottom"
        onClick={on.close}
      />
      {place != null && (
        <p className="px-1 text-text-2 tabular-nums">
          {number(place + 1)} of {number(total)}
        </p>
      )}
      <div className="ml-auto flex items-center gap-1">
        {!narrow &&
          making.slice(0, 2).map(({ label, icon: Icon, keys = "", run, unless }) => (
            <Button
              key={label}
              variant="ghost"
              unless={unless}
              onClick={run}
              keys={keys}
              className="max-lg:hidden"
            >
              {Icon && <Icon aria-hidden />}
              {label}
            </Button>
          ))}
        <IconButton
          icon={Star}
          label={favourite ? "Take the star away" : "Star"}
          keys="S"
          side="bottom"
          aria-pressed={favourite}
          unless={unless}
          className={cn(favourite && "text-text-1 [&_svg]:fill-current")}
          onClick={on.favourite}
        />
        {!narrow &&
          [making[2], ...keeping].map(
            (item) =>
              item?.icon && (
                <IconButton
                  key={item.label}
                  icon={item.icon}
                  label={item.label}
                  side="bottom"
                  unless={item.unless}
                  onClick={item.run}
                  {...(item.keys && { keys: item.keys })}
                />
              ),
          )}
        <IconButton
          icon={Info}
          label={info ? "Hide how it was made" : "How it was made"}
          keys="I"
          side="bottom"
          aria-pressed={info}
          className={cn(info && "bg-bg-4 text-text-1")}
          onClick={on.info}
        />
        {!(film && wide) && (
          <DropdownMenu
            trigger={<IconButton icon={Ellipsis} label="More" side="bottom" />}
            groups={[
              ...(narrow ? [making] : wide ? [] : [making.slice(0, 2)]),
              ...(film ? [] : [further]),
              ...(narrow ? [keeping] : []),
            ]}
          />
        )}
      </div>
    </div>
  );
}
