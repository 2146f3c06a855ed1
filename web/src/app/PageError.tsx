import type { ErrorComponentProps } from "@tanstack/react-router";

import { ErrorBlock } from "@/components/ErrorBlock";

/** In the place of a page that could not be drawn; the frame around it goes on working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <ErrorBlock
      error={error}
      title="This page could not be shown."
      still="What runs goes on, and what was saved is safe."
      onRetry={reset}
      className="max-w-2xl"
    />
  );
}
