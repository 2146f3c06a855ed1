import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { Fragment, type ReactElement } from "react";

import { cn } from "@/lib/cn";

import { Kbd } from "./kbd";

export interface MenuItem {
  label: string;
  run: () => void;
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  /** Shows a tick; the menu then reads as a choice. */
  checked?: boolean;
  /** Why it cannot be done now. */
  unless?: string | undefined;
}

interface Props {
  trigger: ReactElement;
  /** Groups are parted by a line. */
  groups: readonly (readonly MenuItem[])[];
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  onOpenChange?: (open: boolean) => void;
}

const row = cn(
  "flex min-h-control items-center gap-2 rounded-control px-2 py-1 outline-none select-none",
  "data-disabled:text-text-3 data-highlighted:bg-bg-4 [&_svg]:size-4 [&_svg]:stroke-[1.75]",
);

function Row({ item }: { item: MenuItem }) {
  const Icon = item.checked ? Check : item.icon;
  return (
    <Radix.Item
      disabled={item.unless !== undefined}
      onSelect={item.run}
      className={cn(row, item.danger && "text-danger")}
      {...(item.checked !== undefined && { role: "menuitemcheckbox", "aria-checked": item.checked })}
    >
      {Icon ? <Icon aria-hidden /> : item.checked !== undefined && <span className="size-4" />}
      <span className="grow">
        {item.label}
        {item.unless && <span className="block text-sm">{item.unless}</span>}
      </span>
      {item.keys && <Kbd keys={item.keys} className="ml-4 text-text-3" />}
    </Radix.Item>
  );
}

/** A menu of actions; each row prints its key. */
export function DropdownMenu({ trigger, groups, align = "end", side = "bottom", ...state }: Props) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-44 animate-appear rounded-card border border-line-1 bg-bg-3 p-1"
        >
          {groups.map((items, i) => (
            <Fragment key={i}>
              {i > 0 && <Radix.Separator className="mx-1 my-1 h-px bg-line-1" />}
              {items.map((item) => (
                <Row key={item.label} item={item} />
              ))}
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
