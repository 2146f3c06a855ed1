import { useQuery } from "@tanstack/react-query";

import { systemQuery } from "@/api/system";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Skeleton } from "@/components/ui/skeleton";

const PAGES = [
  { href: "/docs", label: "The API, with every route" },
  { href: "/openapi.json", label: "Its OpenAPI description" },
];

export function About() {
  const system = useQuery(systemQuery);
  if (system.error)
    return (
      <ErrorBlock
        error={system.error}
        title="The version did not arrive."
        onRetry={() => void system.refetch()}
      />
    );
  return (
    <div className="grid max-w-[68ch] gap-4 pt-1">
      <p>
        <span className="text-lg font-medium">Safelight</span>{" "}
        {system.data ? (
          <span className="font-mono text-sm">{system.data.version}</span>
        ) : (
          <Skeleton className="h-4 w-16" />
        )}
      </p>
      <p className="text-text-2">
        A safelight is the lamp one works by in a darkroom, where latent images become pictures. Everything
        here stays on your own machines.
      </p>
      <ul className="grid gap-1">
        {PAGES.map(({ href, label }) => (
          <li key={href}>
            <a
              href={href}
              className="underline decoration-line-2 underline-offset-4 hover:decoration-current"
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
      <p className="text-text-3">Apache License 2.0.</p>
    </div>
  );
}
