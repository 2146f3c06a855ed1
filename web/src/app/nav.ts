import { Box, Cpu, Images, UserRound, WandSparkles, type LucideIcon } from "lucide-react";

export interface Place {
  to: "/create" | "/gallery" | "/characters" | "/models" | "/system";
  label: string;
  icon: LucideIcon;
  keys: string;
}

/** The rail, from top to bottom. The queue is not a place of it but the strip itself. */
export const PLACES: readonly Place[] = [
  { to: "/create", label: "Create", icon: WandSparkles, keys: "G C" },
  { to: "/gallery", label: "Gallery", icon: Images, keys: "G G" },
  { to: "/characters", label: "Characters", icon: UserRound, keys: "G H" },
  { to: "/models", label: "Models", icon: Box, keys: "G M" },
  { to: "/system", label: "System", icon: Cpu, keys: "G S" },
];
