import { OctagonAlert } from "lucide-react";
import { Toaster } from "sonner";

import { cn } from "@/lib/cn";

const look = cn(
  "flex w-full items-center gap-3 rounded-card border border-line-1 bg-bg-3 p-3 text-text-1 shadow-float",
  "sm:w-96 [&_[data-button]]:ml-auto [&_[data-button]]:rounded-control [&_[data-button]]:bg-bg-4",
  "[&_[data-button]]:px-3 [&_[data-button]]:py-1 [&_[data-button]]:font-medium [&_[data-icon]]:shrink-0",
);

export default function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      expand
      style={{ fontFamily: "inherit" }}
      offset={{ bottom: "calc(var(--strip) + var(--bottom-bar) + 12px)", right: 16 }}
      mobileOffset={{ bottom: "calc(var(--strip) + var(--bottom-bar) + 12px)", left: 12, right: 12 }}
      icons={{ error: <OctagonAlert aria-hidden className="size-5 text-danger" strokeWidth={1.75} /> }}
      toastOptions={{ unstyled: true, classNames: { toast: look, description: "text-text-2" } }}
    />
  );
}
