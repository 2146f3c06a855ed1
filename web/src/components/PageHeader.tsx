import type { ReactNode } from "react";

interface Props {
  title: ReactNode;
  /** Beside or under the title: states, counts. */
  detail?: ReactNode;
  /** The page's actions, the primary one last. */
  actions?: ReactNode;
}

/** The first row of a page. The name in the head and the tab's title come from usePageTitle. */
export function PageHeader({ title, detail, actions }: Props) {
  return (
    <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-xl">{title}</h1>
      {detail && <div className="text-text-2">{detail}</div>}
      {actions && <div className="ml-auto flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">{actions}</div>}
    </header>
  );
}
