import type { LucideIcon } from "lucide-react";

import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

interface Props extends Omit<ButtonProps, "children" | "size" | "asChild"> {
  icon: LucideIcon;
  /** What it does: the tooltip and the accessible name. */
  label: string;
  side?: "top" | "right" | "bottom" | "left";
}

export function IconButton({ icon: Icon, label, keys, side = "top", variant = "ghost", ...props }: Props) {
  return (
    <Tooltip text={label} side={side} {...(keys && { keys })}>
      <Button variant={variant} size="icon" aria-label={label} {...props}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}
