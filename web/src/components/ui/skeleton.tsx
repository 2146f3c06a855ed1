import { cn } from "@/lib/cn";

/** A grey block of the true size; it appears only if the wait is longer than 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-late rounded-control bg-bg-3", className)} />;
}
