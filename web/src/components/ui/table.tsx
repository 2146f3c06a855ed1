import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

/** A table that scrolls inside itself when it must. Below 640 px use a list of two-line rows instead. */
export function Table({ className, ...props }: ComponentProps<"table">) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the keyboard
    <div role="region" aria-label="Table" tabIndex={0} className="overflow-x-auto">
      <table className={cn("w-full border-collapse text-sm", className)} {...props} />
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<"th">) {
  return (
    <th scope="col" className={cn("px-3 py-2 text-left font-medium text-text-3", className)} {...props} />
  );
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("border-t border-line-1 hover:bg-bg-1", className)} {...props} />;
}

/** `numeric` for figures: right aligned, with digits of one width. */
export function Td({ className, numeric, ...props }: ComponentProps<"td"> & { numeric?: boolean }) {
  return <td className={cn("px-3 py-2", numeric && "text-right tabular-nums", className)} {...props} />;
}
