import type { ReactNode } from "react";

import type { SectionKey } from "./sections";

interface Props {
  id: SectionKey;
  number: number;
  title: string;
  detail?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ id, number, title, detail, actions, children }: Props) {
  return (
    <section
      id={id}
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      className="grid scroll-mt-28 grid-cols-1 gap-4 shadow-none! outline-none!"
    >
      <div className="flex min-h-control flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id={`${id}-title`} className="text-lg">
          <span className="mr-2 text-text-3 tabular-nums">{number}</span>
          {title}
        </h2>
        {detail && <span className="text-text-3 tabular-nums">{detail}</span>}
        {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
