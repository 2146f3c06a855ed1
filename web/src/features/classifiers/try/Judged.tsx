import { useEffect, useState } from "react";

import { share } from "../runs/words";
import { Bars } from "./Bars";
import type { Verdict } from "./predict";

/** The address of a file for as long as it is shown. */
function useFileUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address is made and given back with the file
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

interface Props {
  file: File;
  /** Undefined while it is judged. */
  verdict: Verdict | undefined;
  /** Lay over it what was looked at. */
  saliency: boolean;
}

const METHODS = {
  gradient: "where a change would matter most",
  gradcam: "what the last layers of the network held on to",
  attention: "what it paid attention to",
};

/** A picture that was brought, and what is said of it. */
export function Judged({ file, verdict, saliency }: Props) {
  const url = useFileUrl(file);
  const said = verdict && `${verdict.label}, ${share(verdict.confidence)}`;
  return (
    <li className="grid gap-4 rounded-card bg-bg-2 p-4 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <figure className="grid content-start gap-1">
        {url && (
          <span className="relative block w-fit justify-self-center">
            <img
              src={url}
              alt={said ? `${file.name}: ${said}` : file.name}
              className="max-h-96 min-w-32 rounded-print object-contain"
            />
            {saliency && verdict?.saliency && (
              <img src={verdict.saliency} alt="" className="absolute inset-0 size-full rounded-print" />
            )}
          </span>
        )}
        <figcaption className="truncate text-sm text-text-3">
          {file.name}
          {saliency && verdict?.saliency_method && ` · ${METHODS[verdict.saliency_method]}`}
        </figcaption>
      </figure>
      <div role="status" aria-label={file.name}>
        {verdict ? (
          <div className="grid gap-3">
            <p className="text-xl">{verdict.label}</p>
            <Bars scores={verdict.top} />
          </div>
        ) : (
          <p className="text-text-3">Not judged yet</p>
        )}
      </div>
    </li>
  );
}
