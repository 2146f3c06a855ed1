import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode } from "react";

import { useDialogKeys } from "@/keys/hooks";
import { cn } from "@/lib/cn";

import { Button } from "./button";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What happens, in a sentence. */
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  children?: ReactNode;
  className?: string;
}

const overlay = "fixed inset-0 z-40 animate-appear bg-black/60";

function Head({ title, description }: Pick<Props, "title" | "description">) {
  return (
    <div className="p-4 pr-14 pb-2">
      <Radix.Title className="text-xl font-semibold">{title}</Radix.Title>
      {description && (
        <Radix.Description className="mt-1 max-w-[68ch] text-text-2">{description}</Radix.Description>
      )}
    </div>
  );
}

/** Last in the order of focus, so that a dialog opens with the focus on what it asks. */
function Close() {
  return (
    <Radix.Close asChild>
      <Button variant="ghost" size="icon" aria-label="Close" className="absolute top-3 right-3">
        <X aria-hidden />
      </Button>
    </Radix.Close>
  );
}

/** The focus goes back to where it was when the dialog opened; Radix alone would know only a trigger of its own. */
function useReturn() {
  const opener = useRef<Element>(null);
  return {
    onOpenAutoFocus: () => void (opener.current = document.activeElement),
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
    },
  };
}

const undescribed = { "aria-describedby": undefined };

/** A question or a small form in the middle; the full height at 380 px. */
export function Dialog({ open, onOpenChange, title, description, footer, children, className }: Props) {
  useDialogKeys(open);
  const focus = useReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...(!description && undescribed)}
          {...focus}
          className={cn(
            "fixed z-40 flex flex-col bg-bg-2 outline-none",
            "inset-0 animate-from-bottom sm:inset-auto sm:top-[12dvh] sm:left-1/2 sm:max-h-[76dvh] sm:w-[min(32rem,92vw)]",
            "sm:-translate-x-1/2 sm:animate-appear sm:rounded-card sm:border sm:border-line-1",
            className,
          )}
        >
          <Head title={title} description={description} />
          <div className="min-h-0 grow overflow-y-auto px-4 py-2">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 p-4 pt-2 max-sm:*:grow">{footer}</div>}
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A panel that slides in: from the right, or from the bottom at 380 px. */
export function Sheet({ open, onOpenChange, title, description, footer, children, className }: Props) {
  useDialogKeys(open);
  const focus = useReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...(!description && undescribed)}
          {...focus}
          className={cn(
            "fixed z-40 flex flex-col bg-bg-2 outline-none",
            "inset-x-0 bottom-0 max-h-[90dvh] animate-from-bottom rounded-t-card pb-[env(safe-area-inset-bottom)]",
            "sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-[min(26rem,92vw)] sm:animate-from-right",
            "sm:rounded-none sm:border-l sm:border-line-1",
            className,
          )}
        >
          <Head title={title} description={description} />
          <div className="min-h-0 grow overflow-y-auto px-4 py-2">{children}</div>
          {footer && <div className="flex justify-end gap-2 p-4 pt-2 max-sm:*:grow">{footer}</div>}
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
