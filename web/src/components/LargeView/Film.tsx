import { useState, type Ref } from "react";

import { ErrorBlock } from "../ErrorBlock";

interface Props {
  url: string;
  poster: string;
  label: string;
  ref?: Ref<HTMLVideoElement>;
}

/** A film with the player's own controls. It repeats: most are a few seconds long. */
export function Film({ url, poster, label, ref }: Props) {
  const [error, setError] = useState(false);
  if (error)
    return (
      <div className="p-4">
        <ErrorBlock
          error={new Error("This browser cannot play it, or it did not arrive.")}
          title="The video is not shown."
          still="It is safe in the gallery, and can be downloaded."
          onRetry={() => setError(false)}
        />
      </div>
    );
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- films that are made here have no sound
    <video
      ref={ref}
      src={url}
      poster={poster}
      aria-label={label}
      controls
      loop
      playsInline
      onError={() => setError(true)}
      className="size-full object-contain"
    />
  );
}
