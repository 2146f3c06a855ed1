import { useState, type ComponentProps } from "react";

import { Input } from "./input";

interface Props extends Omit<ComponentProps<"input">, "value" | "onChange" | "type"> {
  value: number | null;
  onChange: (value: number | null) => void;
  step?: number;
}

/** A number that may be left empty. Typing is free; arrows go by the step; what is no number is kept to be mended. */
export function NumberField({ value, onChange, step = 1, ...props }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const bump = (by: number) => {
    setTyped(null);
    onChange(Number(((value ?? Number(props.placeholder ?? 0)) + by * step).toFixed(4)));
  };
  return (
    <Input
      {...props}
      inputMode="decimal"
      autoComplete="off"
      className="tabular-nums"
      value={typed ?? (value === null || Number.isNaN(value) ? "" : String(value))}
      onChange={({ target }) => {
        setTyped(target.value);
        const text = target.value.trim().replace(",", ".");
        onChange(text === "" ? null : Number(text));
      }}
      onBlur={() => !Number.isNaN(value) && setTyped(null)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        bump((event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
      }}
    />
  );
}
