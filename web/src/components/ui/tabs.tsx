import { Tabs as Radix } from "radix-ui";
import { useEffect, useRef, type ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Tab<T extends string> {
  value: T;
  label: ReactNode;
  content: ReactNode;
}

interface Props<T extends string> {
  value: T;
  onChange: (value: T) => void;
  tabs: readonly Tab<T>[];
  label: string;
  className?: string;
}

/** Tabs; keep the value in the address. Only the open one's content is drawn. */
export function Tabs<T extends string>({ value, onChange, tabs, label, className }: Props<T>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector("[data-state=active]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [value]);
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)} className={className}>
      <Radix.List
        ref={list}
        aria-label={label}
        className="mb-4 flex gap-1 overflow-x-auto border-b border-line-1"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={cn(
              "h-control shrink-0 border-b-2 border-transparent px-3 text-text-2 transition-colors duration-state",
              "-outline-offset-2! hover:text-text-1 data-[state=active]:border-lamp data-[state=active]:text-text-1",
            )}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
