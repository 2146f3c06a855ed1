import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Picture } from "@/components/Picture";
import { Sheet } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { count, number as figure } from "@/lib/format";

import { diffQuery, type Version, type VersionDiff } from "../queries";

const NOW = "now";
const PARTS = [
  { key: "added", title: "added" },
  { key: "removed", title: "removed" },
  { key: "relabelled", title: "put into another class" },
  { key: "moved", title: "put into another part" },
] as const;

type Place = readonly string[] | null; // part and class
type DiffPicture = Omit<VersionDiff["added"]["pictures"][number], "before" | "after"> & {
  before: Place;
  after: Place;
};

interface Props {
  dataset: string;
  number: number;
  versions: readonly Version[];
  onClose: () => void;
}

/** What lies between a version and another, or now. */
export function DiffSheet({ dataset, number, versions, onClose }: Props) {
  const [to, setTo] = useState(NOW);
  const other = to === NOW ? undefined : Number(to);
  const { data: diff, error, refetch } = useQuery(diffQuery(dataset, number, other));
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={`What changed after version ${number}`}
      className="sm:w-[min(36rem,92vw)]"
    >
      <div className="grid gap-4 pb-4">
        <Select
          aria-label="Up to"
          value={to}
          onChange={setTo}
          options={[
            { value: NOW, label: "Up to now" },
            ...versions
              .filter((each) => each.number !== number)
              .map((each) => ({ value: String(each.number), label: `Up to version ${each.number}` })),
          ]}
        />
        {error && (
          <ErrorBlock error={error} title="The difference did not arrive." onRetry={() => void refetch()} />
        )}
        {!diff && !error && <Skeleton className="h-40" />}
        {diff?.same && <p className="text-text-2">Nothing: they are the same, picture for picture.</p>}
        {diff &&
          PARTS.filter(({ key }) => diff[key].count > 0).map(({ key, title }) => (
            <section key={key} aria-label={title} className="grid gap-2">
              <h3 className="font-medium tabular-nums">
                {count(diff[key].count, "picture")} {title}
              </h3>
              <ul className="grid gap-1">
                {diff[key].pictures.map((each, i) => (
                  <Row key={each.picture?.id ?? i} of={each} />
                ))}
              </ul>
              {diff[key].count > diff[key].pictures.length && (
                <p className="text-sm text-text-3">
                  And {figure(diff[key].count - diff[key].pictures.length)} more.
                </p>
              )}
            </section>
          ))}
      </div>
    </Sheet>
  );
}

function Row({ of: { picture, filename, before, after } }: { of: DiffPicture }) {
  const words = [before, after].filter((each) => each !== null).map((each) => each.join(" · "));
  return (
    <li className="flex items-center gap-3 text-sm">
      {picture ? (
        <Picture
          picture={{ src: picture.thumbnail_url, width: picture.width, height: picture.height }}
          alt=""
          fit="cover"
          className="aspect-square! size-10 shrink-0"
        />
      ) : (
        <span className="size-10 shrink-0 rounded-print bg-bg-3" />
      )}
      <span className="min-w-0">
        <span className="block truncate">{filename}</span>
        <span className="block truncate text-text-3">{words.join(" → ")}</span>
      </span>
    </li>
  );
}
