import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

import { fieldLook } from "./input";

export interface Option<T extends string> {
  value: T;
  label: ReactNode;
  /** Why it cannot be chosen: it stays visible, greyed, with the reason. */
  unless?: string;
}

interface Props<T extends string> {
  value: T | undefined;
  onChange: (value: T) => void;
  options: readonly Option<T>[];
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  className?: string;
  "aria-label"?: string;
}

export function Select<T extends string>({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  ...props
}: Props<T>) {
  const { className, ...rest } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root
      value={value ?? ""}
      onValueChange={(next) => onChange(next as T)}
      {...(disabled !== undefined && { disabled })}
    >
      <Radix.Trigger
        {...rest}
        className={cn(fieldLook, "inline-flex h-control items-center justify-between gap-2", className)}
      >
        <span className="truncate">
          {/* Said here: Radix puts it in twice where the options come later than the value. */}
          <Radix.Value placeholder={placeholder}>{chosen?.label ?? value}</Radix.Value>
        </span>
        <Radix.Icon asChild>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-text-3" strokeWidth={1.75} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-card border border-line-1 bg-bg-3 p-1"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.unless !== undefined}
                className="relative flex min-h-control items-center gap-2 rounded-control py-1 pr-8 pl-2 outline-none select-none data-disabled:text-text-3 data-highlighted:bg-bg-4"
              >
                <span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.unless && <span className="block text-sm">{option.unless}</span>}
                </span>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4 text-lamp-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
