import { Link } from "@tanstack/react-router";

import { EmptyState } from "@/components/EmptyState";
import { Button } from "@/components/ui/button";

export function NotFound() {
  return (
    <EmptyState
      title="There is no page at this address"
      action={
        <Button asChild>
          <Link to="/create">Go to Create</Link>
        </Button>
      }
    >
      It may have been renamed or deleted.
    </EmptyState>
  );
}
