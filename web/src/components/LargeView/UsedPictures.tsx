import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { pictureQuery, type PictureDetail, type Recipe } from "@/api/gallery";
import { inputsQuery } from "@/api/inputs";

type Use = NonNullable<Recipe["image"]>;

/** The pictures that a picture was made from: where it starts, its mask, its guides. */
export function UsedPictures({ recipe }: { recipe: PictureDetail["recipe"] }) {
  const uses: [string, Use][] = [
    ...(recipe.image ? [["Starts from", recipe.image] as [string, Use]] : []),
    ...(recipe.mask_image ? [["Mask", recipe.mask_image] as [string, Use]] : []),
    ...recipe.controls.map(({ name, image }): [string, Use] => [`Guide, ${name}`, image]),
  ];
  if (uses.length === 0) return null;
  return (
    <section aria-label="Pictures used">
      <h3 className="mb-2 text-text-3">Pictures used</h3>
      <ul className="flex flex-wrap gap-3">
        {uses.map(([label, use]) => (
          <li key={`${label} ${use.sha256}`} className="grid w-20 gap-1 text-sm text-text-3">
            {use.picture_id ? (
              <OfGallery id={use.picture_id} label={label} />
            ) : (
              <Brought sha256={use.sha256} />
            )}
            <span className="truncate" title={label}>
              {label}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OfGallery({ id, label }: { id: string; label: string }) {
  const { data, isError } = useQuery(pictureQuery(id));
  if (!data) return <Gone gone={isError} />;
  return (
    <Link
      to="/gallery/$pictureId"
      params={{ pictureId: id }}
      aria-label={`${label}: ${data.prompt}`}
      className="rounded-print ring-picture"
    >
      <Thumb src={data.thumbnail_url} />
    </Link>
  );
}

function Brought({ sha256 }: { sha256: string }) {
  const { data, isSuccess } = useQuery(inputsQuery);
  const found = data?.find((input) => input.sha256 === sha256);
  return found ? <Thumb src={found.thumbnail_url} /> : <Gone gone={isSuccess} />;
}

function Thumb({ src }: { src: string }) {
  return <img src={src} alt="" className="size-20 rounded-print bg-bg-3 object-contain" />;
}

function Gone({ gone }: { gone: boolean }) {
  return (
    <span className="flex size-20 items-center justify-center rounded-print bg-bg-3 text-xs">
      {gone && "not here"}
    </span>
  );
}
