import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";

import type { Job } from "@/api/jobs";
import { useMay } from "@/api/login";
import { Lamp } from "@/components/Lamp";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Progress } from "@/components/ui/progress";
import { bytes } from "@/lib/format";

import type { Model } from "./queries";
import { menuOf, type RowActs } from "./row-menu";
import { familyWords, licenceWords, loadWords, sourceWords } from "./words";

interface Props {
  model: Model;
  /** The job that brings it into memory now. */
  loading: Job | undefined;
  acts: RowActs;
}

/** One model in a line, in two at 380 px; the whole row leads to its page. */
export function ModelRow({ model, loading, acts }: Props) {
  const { name, title, licence, loaded_on } = model;
  const family = familyWords(model);
  const admin = useMay("admin");
  return (
    <li
      data-row={name}
      className="relative flex items-center gap-3 border-t border-line-1 py-2 pr-1 pl-3 transition-colors duration-state [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto] first:border-t-0 focus-within:bg-bg-3 hover:bg-bg-3"
    >
      <div className="min-w-0 grow">
        <div className="flex min-w-0 items-center gap-2">
          <Link
            to="/models/$name"
            params={{ name }}
            className="truncate rounded-control font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          {family && <Badge>{family}</Badge>}
        </div>
        {(loading ?? loaded_on.length > 0) && (
          <p className="truncate text-sm text-text-2 tabular-nums md:hidden">
            {loading ? loadWords(loading) : `in memory of ${loaded_on.join(", ")}`}
          </p>
        )}
        <p className="truncate text-sm text-text-3">
          {[title === name ? null : title, sourceWords(model), licence && licenceWords(licence)]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="w-44 shrink-0 text-sm text-text-2 tabular-nums max-md:hidden">
        {loading ? (
          <div className="grid gap-1.5">
            <span className="truncate">{loadWords(loading)}</span>
            <Progress value={loading.progress.fraction} label={`Loading ${name}`} of={loading.id} />
          </div>
        ) : (
          loaded_on.length > 0 && (
            <span className="flex items-center gap-2">
              <Lamp state="off" size={12} />{" "}
              <span className="truncate">in memory of {loaded_on.join(", ")}</span>
            </span>
          )
        )}
      </div>
      <span className="w-16 shrink-0 text-right text-text-2 tabular-nums">{bytes(model.size_bytes)}</span>
      <div className="relative shrink-0">
        <DropdownMenu
          trigger={<IconButton icon={Ellipsis} label={`Actions of ${name}`} />}
          groups={menuOf(model, loading, acts, admin)}
        />
      </div>
    </li>
  );
}
