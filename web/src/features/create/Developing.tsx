import { useState } from "react";

import { usePreview } from "@/live/hooks";
import type { Preview } from "@/live/previews";

interface Props {
  jobId: string;
  index: number;
}

/** A picture as it develops: each preview fades in over the one before it. */
export function Developing({ jobId, index }: Props) {
  const newest = usePreview(jobId, index);
  const [{ below, above }, set] = useState<{ below?: Preview; above?: Preview }>({});
  if (newest && newest !== above) set({ above: newest, ...(above && { below: above }) });
  return (
    <>
      {below && <img src={below.url} alt="" className="absolute inset-0 size-full" />}
      {above && (
        <img
          key={above.url}
          src={above.url}
          alt=""
          data-preview
          className="absolute inset-0 size-full animate-[appear_var(--time-preview)_linear]"
        />
      )}
    </>
  );
}
