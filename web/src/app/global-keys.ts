import { useNavigate } from "@tanstack/react-router";
import {
  Box,
  CircleHelp,
  FolderOpen,
  ListOrdered,
  Moon,
  PanelLeft,
  Settings,
  Sun,
  Tags,
  Trash2,
} from "lucide-react";
import { useMemo } from "react";

import { say, undoLast } from "@/components/toast";
import { useUnless } from "@/components/unless";
import { useCommands, type Command } from "@/keys/commands";
import { useShortcuts } from "@/keys/hooks";
import { keys } from "@/keys/registry";
import { useLooks } from "@/lib/looks";

import { PLACES } from "./nav";
import { useOverlays } from "./overlay-state";

const MORE_PLACES = [
  { to: "/queue", label: "Queue", icon: ListOrdered, keys: "G Q" },
  { to: "/gallery/bin", label: "Bin", icon: Trash2, keys: "G B" },
  { to: "/settings", label: "Settings", icon: Settings, keys: "G ," },
] as const;

const ALL_PLACES = [...PLACES, ...MORE_PLACES];

keys.says = say;

function foldRail() {
  const { railFolded, set } = useLooks.getState();
  set({ railFolded: !railFolded });
}

/** The keys and palette rows that work on every page. */
export function useGlobalKeys(): void {
  const navigate = useNavigate();
  const { open, show } = useOverlays();
  const setLooks = useLooks((looks) => looks.set);
  const notTraining = useUnless("train");
  const notAdmin = useUnless("admin");

  useShortcuts(
    [
      {
        id: "palette",
        keys: "Mod+K",
        label: "Search or do anything",
        inFields: true,
        run: () => show(open === "palette" ? null : "palette"),
      },
      { id: "help", keys: "?", label: "All keys of this page", run: () => show("shortcuts") },
      { id: "rail", keys: "[", label: "Fold the rail, or show its words", run: foldRail },
      { id: "undo", keys: "Mod+Z", label: "Undo", run: undoLast },
      ...ALL_PLACES.map(({ to, label, keys }) => ({
        id: `go ${to}`,
        keys,
        label: `Go to ${label}`,
        run: () => void navigate({ to }),
      })),
    ],
    { scope: "global" },
  );

  const commands = useMemo<Command[]>(
    () => [
      ...ALL_PLACES.map(({ to, label, icon, keys }) => ({
        id: `go ${to}`,
        label: `Go to ${label}`,
        group: "Go" as const,
        icon,
        keys,
        run: () => void navigate({ to }),
      })),
      ...(["dark", "light", "system"] as const).map((theme) => ({
        id: `theme ${theme}`,
        label: theme === "system" ? "Theme as the system has it" : `Theme ${theme}`,
        group: "Settings" as const,
        icon: theme === "light" ? Sun : Moon,
        keywords: ["appearance", "colour", "mode"],
        run: () => setLooks({ theme }),
      })),
      {
        id: "add model",
        label: "Add a model",
        group: "Do",
        icon: Box,
        unless: notAdmin,
        keywords: ["download", "hugging face", "lora", "checkpoint"],
        run: () => void navigate({ to: "/models", search: { add: true } }),
      },
      {
        id: "dataset new",
        label: "New dataset",
        group: "Do",
        icon: FolderOpen,
        unless: notTraining,
        run: () => void navigate({ to: "/datasets", search: { add: true } }),
      },
      {
        id: "classifier new",
        label: "New classifier",
        group: "Do",
        icon: Tags,
        unless: notTraining,
        keywords: ["train"],
        run: () =>
          void navigate({
            to: "/classifiers/$project/setups/$setupId",
            params: { project: "all", setupId: "new" },
          }),
      },
      { id: "rail", label: "Fold the rail", group: "Settings", icon: PanelLeft, keys: "[", run: foldRail },
      { id: "help", label: "Keys", group: "Help", icon: CircleHelp, keys: "?", run: () => show("shortcuts") },
    ],
    [navigate, setLooks, show, notTraining, notAdmin],
  );
  useCommands(commands);
}
