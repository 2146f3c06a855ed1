import { ImageOff } from "lucide-react";
import { useState, type ReactEventHandler } from "react";

import { cn } from "@/lib/cn";
import { thumbhashUrl } from "@/lib/thumbhash";

export interface PictureSource {
  src: string;
  /** Addresses by width in pixels: { 320: "…", 640: "…" } */
  widths?: Readonly<Record<number, string>>;
  width: number;
  height: number;
  /** Base64; its soft colours stand until the picture is there, and stay if it never comes. */
  thumbhash?: string | null;
}

interface Props {
  picture: PictureSource;
  /** Empty where a label around it names it, as on tiles. Made pictures: the prompt. */
  alt: string;
  /** How wide it is shown, for the choice among widths: "(min-width: 640px) 320px, 33vw" */
  sizes?: string;
  /** In the first two rows. */
  first?: boolean;
  /** Asked for at once: whoever draws it knows that it is near the screen. */
  eager?: boolean;
  /** "contain": whole, on its stage. "cover": cropped to its box. */
  fit?: "contain" | "cover";
  onReady?: () => void;
  className?: string;
}

/** A picture that has left the page, for good and not for a moment, is no longer waited for. */
function giveUp(image: HTMLImageElement) {
  return () => {
    setTimeout(() => {
      if (!image.isConnected && !image.complete) image.removeAttribute("src");
    });
  };
}

/** A picture in its true proportions, with nothing on it. It never fades if the browser has it already. */
export function Picture({ picture, alt, sizes, first = false, eager = first, ...props }: Props) {
  const { fit = "contain", onReady, className } = props;
  const [state, setState] = useState({ src: picture.src, is: "waiting" as "waiting" | "shown" | "broken" });
  if (state.src !== picture.src) setState({ src: picture.src, is: "waiting" });
  const soft = picture.thumbhash ? thumbhashUrl(picture.thumbhash) : undefined;
  const widths = Object.entries(picture.widths ?? {});
  const loaded: ReactEventHandler<HTMLImageElement> = ({ currentTarget }) => {
    const done = () => {
      setState({ src: picture.src, is: "shown" });
      onReady?.();
    };
    void currentTarget.decode().then(done, done);
  };
  return (
    <span
      className={cn("relative block overflow-hidden rounded-print bg-bg-3 bg-cover", className)}
      style={{
        aspectRatio: `${picture.width} / ${picture.height}`,
        ...(soft && state.is !== "shown" && { backgroundImage: `url(${soft})` }),
      }}
    >
      {state.is === "broken" ? (
        <span className="absolute inset-0 flex items-end justify-end p-2">
          <button
            type="button"
            title="The picture did not arrive. Try again"
            aria-label="The picture did not arrive. Try again"
            onClick={() => setState({ src: picture.src, is: "waiting" })}
            className="flex size-7 items-center justify-center rounded-control bg-bg-2 text-text-2"
          >
            <ImageOff aria-hidden className="size-4" />
          </button>
        </span>
      ) : (
        <img
          src={picture.src}
          srcSet={widths.map(([width, url]) => `${url} ${width}w`).join(", ") || undefined}
          sizes={widths.length > 0 ? sizes : undefined}
          width={picture.width}
          height={picture.height}
          alt={alt}
          decoding="async"
          ref={giveUp}
          loading={eager ? "eager" : "lazy"}
          fetchPriority={first ? "high" : "auto"}
          draggable={false}
          onLoad={loaded}
          onError={() => setState({ src: picture.src, is: "broken" })}
          className={cn("absolute inset-0 size-full", fit === "cover" ? "object-cover" : "object-contain")}
        />
      )}
    </span>
  );
}
