import { ArrowUp } from "lucide-react";

import { number } from "@/lib/format";

import { Button } from "../ui/button";

/** New pictures do not move the page that one is looking at; they wait here. */
export function NewPill({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-28 z-20 flex justify-center">
      <Button
        variant="primary"
        className="pointer-events-auto animate-rise rounded-full px-4 shadow-float"
        onClick={onClick}
      >
        <ArrowUp aria-hidden />
        {number(count)} new, go to top
      </Button>
    </div>
  );
}
