import { Check } from "lucide-react";
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  help?: ReactNode;
  disabled?: boolean;
  className?: string;
}

function Row({
  className,
  label,
  help,
  children,
}: Pick<Props, "className" | "label" | "help"> & { children: ReactNode }) {
  return (
    <label className={cn("flex min-h-control items-center gap-3 has-disabled:text-text-off", className)}>
      {children}
      <span>
        {label}
        {help && <span className="block max-w-[68ch] text-sm text-text-3">{help}</span>}
      </span>
    </label>
  );
}

/** On or off, at once. */
export function Switch({ checked, onChange, disabled = false, ...row }: Props) {
  return (
    <Row {...row}>
      <RadixSwitch.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="h-5 w-9 shrink-0 rounded-full border border-line-2 bg-bg-2 p-px transition-colors duration-state data-[state=checked]:border-lamp data-[state=checked]:bg-lamp"
      >
        <RadixSwitch.Thumb className="block size-4 rounded-full bg-text-2 transition-transform duration-state data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-lamp" />
      </RadixSwitch.Root>
    </Row>
  );
}

/** One of several things that are taken or left. */
export function Checkbox({ checked, onChange, disabled = false, ...row }: Props) {
  return (
    <Row {...row}>
      <RadixCheckbox.Root
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
        disabled={disabled}
        className="flex size-5 shrink-0 items-center justify-center rounded-[4px] border border-line-2 bg-bg-2 data-[state=checked]:border-lamp data-[state=checked]:bg-lamp data-[state=checked]:text-on-lamp"
      >
        <RadixCheckbox.Indicator>
          <Check aria-hidden className="size-4" strokeWidth={2.5} />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
    </Row>
  );
}
