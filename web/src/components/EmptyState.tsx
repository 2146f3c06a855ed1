import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon?: LucideIcon;
  /** What is not here: "Nothing here yet." */
  title: ReactNode;
  /** What one can do: "Create something, or bring pictures in." */
  children?: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      {Icon && <Icon aria-hidden className="size-8 text-text-3" strokeWidth={1.25} />}
      <h2 className="text-lg font-medium">{title}</h2>
      {children && <div className="text-text-2">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
