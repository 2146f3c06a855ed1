import { Link } from "@tanstack/react-router";
import { Copy, Ellipsis, FileJson, Trash2 } from "lucide-react";

import { useSharing } from "@/components/projects/sharing";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Checkbox } from "@/components/ui/toggles";
import { count } from "@/lib/format";
import { saveBlob } from "@/lib/save-file";

import { useSetupActs } from "./acts";
import { shownValue } from "./fields";
import type { SetupListed } from "./queries";

const SHOWN = 6; // settings

interface Props {
  setup: SetupListed;
  project: string;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}

export function SetupRow({ setup, project, chosen, onChoose }: Props) {
  const { id, name, dataset, changed, run_count: runs } = setup;
  const { clone, remove } = useSetupActs(project);
  const { unless } = useSharing(setup.project);
  const differs = Object.entries(changed);
  const save = () =>
    saveBlob(
      new Blob([JSON.stringify({ name, settings: changed }, null, 2)], { type: "application/json" }),
      `${name}.json`,
    );
  return (
    <li className="flex items-center gap-3 rounded-card bg-bg-2 px-3 py-2">
      <Checkbox checked={chosen} label={<span className="sr-only">Choose {name}</span>} onChange={onChoose} />
      <Link
        to="/classifiers/$project/setups/$setupId"
        params={{ project, setupId: id }}
        className="grid min-w-0 grow gap-0.5 rounded-control hover:underline"
      >
        <span className="truncate font-medium">{name}</span>
        <span className="truncate text-sm text-text-2 tabular-nums">
          {[dataset?.name, count(runs, "run")].filter(Boolean).join(" · ")}
        </span>
        <span className="truncate font-mono text-xs text-text-3">
          {differs.length === 0
            ? "as the defaults"
            : differs
                .slice(0, SHOWN)
                .map(([field, value]) => `${field}=${shownValue(value) || "null"}`)
                .join("  ")}
        </span>
      </Link>
      <DropdownMenu
        trigger={<IconButton icon={Ellipsis} label={`More for ${name}`} />}
        groups={[
          [
            { label: "Copy", icon: Copy, run: () => clone.mutate(setup), unless },
            { label: "Save as a JSON file", icon: FileJson, run: save },
          ],
          [{ label: "Delete", icon: Trash2, danger: true, run: () => remove.mutate(setup), unless }],
        ]}
      />
    </li>
  );
}
