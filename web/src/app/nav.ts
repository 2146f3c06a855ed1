import {
  Box,
  Cpu,
  FolderOpen,
  Images,
  Server,
  Tags,
  UserRound,
  WandSparkles,
  Workflow,
  type LucideIcon,
} from "lucide-react";

export interface Place {
  to:
    | "/create"
    | "/gallery"
    | "/characters"
    | "/classifiers"
    | "/datasets"
    | "/models"
    | "/comfyui"
    | "/fleet"
    | "/system";
  label: string;
  icon: LucideIcon;
  keys: string;
}

/** The rail, from top to bottom. The queue is not a place of it but the strip itself. */
export const PLACES: readonly Place[] = [
  { to: "/create", label: "Create", icon: WandSparkles, keys: "G C" },
  { to: "/gallery", label: "Gallery", icon: Images, keys: "G G" },
  { to: "/characters", label: "Characters", icon: UserRound, keys: "G H" },
  { to: "/classifiers", label: "Classifiers", icon: Tags, keys: "G L" },
  { to: "/datasets", label: "Datasets", icon: FolderOpen, keys: "G D" },
  { to: "/models", label: "Models", icon: Box, keys: "G M" },
  { to: "/comfyui", label: "ComfyUI", icon: Workflow, keys: "G W" },
  { to: "/fleet", label: "Fleet", icon: Server, keys: "G F" },
  { to: "/system", label: "System", icon: Cpu, keys: "G S" },
];
