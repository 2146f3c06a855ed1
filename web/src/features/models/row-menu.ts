import { MemoryStick, Trash2, X } from "lucide-react";

import type { Job } from "@/api/jobs";
import type { MenuItem } from "@/components/ui/menu";

import type { Model } from "./queries";
import { isLoadable } from "./words";

export interface RowActs {
  load: (model: Model) => void;
  stop: (model: Model) => void;
  unload: (model: Model) => void;
  remove: (model: Model) => void;
}

/** What can be done with a model, and of each of it why not. */
export function menuOf(model: Model, loading: Job | undefined, acts: RowActs, admin: boolean): MenuItem[][] {
  const forAdmins = admin ? {} : { unless: "Only admins do this" };
  const inMemory: MenuItem[] = [
    loading
      ? { label: "Stop loading", icon: X, run: () => acts.stop(model), ...forAdmins }
      : { label: "Load now", icon: MemoryStick, keys: "L", run: () => acts.load(model), ...forAdmins },
    {
      label: "Unload",
      icon: X,
      keys: "Shift+L",
      run: () => acts.unload(model),
      ...(model.loaded_on.length === 0 && { unless: "It is not in memory" }),
      ...forAdmins,
    },
  ];
  const remove: MenuItem = {
    label: model.managed ? "Delete" : "Take off the list",
    icon: Trash2,
    keys: "Delete",
    danger: true,
    run: () => acts.remove(model),
    ...(model.built_in && { unless: "It comes with Safelight" }),
    ...forAdmins,
  };
  return isLoadable(model) ? [inMemory, [remove]] : [[remove]];
}
