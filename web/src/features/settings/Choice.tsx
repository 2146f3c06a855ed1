import { useId, type ReactNode } from "react";

import { RadioCards } from "@/components/ui/radio-cards";

interface Props<T extends string> {
  label: string;
  help?: ReactNode;
  value: T;
  onChange: (value: T) => void;
  options: Readonly<Record<T, string>>;
}

/** A setting with a few words to choose from. */
export function Choice<T extends string>({ label, help, value, onChange, options }: Props<T>) {
  const id = useId();
  const cards = (Object.entries(options) as [T, string][]).map(([option, words]) => ({
    value: option,
    label: words,
  }));
  return (
    <div className="grid items-center gap-x-6 gap-y-2 border-t border-line-1 py-4 first:border-t-0 first:pt-1 sm:grid-cols-[16rem_1fr]">
      <div id={id}>
        <span className="font-medium">{label}</span>
        {help && <span className="block max-w-[68ch] text-sm text-text-3">{help}</span>}
      </div>
      <RadioCards look="line" label={label} value={value} onChange={onChange} cards={cards} />
    </div>
  );
}
