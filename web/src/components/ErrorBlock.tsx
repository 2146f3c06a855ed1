import { OctagonAlert } from "lucide-react";
import { useState, type ReactNode } from "react";

import { Problem } from "@/api/problem";
import { cn } from "@/lib/cn";

import { Button } from "./ui/button";

interface Props {
  error: unknown;
  /** What did not happen: "The list of runs did not arrive." */
  title?: ReactNode;
  /** What is still true: "Runs that are learning go on." */
  still?: ReactNode;
  onRetry?: () => void;
  className?: string;
}

/** Says what failed, what is still true and what to do, in the place of the block that failed. */
export function ErrorBlock({ error, title, still, onRetry, className }: Props) {
  const problem = Problem.from(error);
  return (
    <div role="alert" className={cn("flex gap-3 rounded-card bg-danger-tint p-4", className)}>
      <OctagonAlert aria-hidden className="size-5 shrink-0 text-danger" strokeWidth={1.75} />
      <div className="grid min-w-0 gap-1">
        <p className="font-medium">{title ?? problem.message}</p>
        {title && <p>{problem.message}</p>}
        {problem.hint && <p className="text-text-2">{problem.hint}</p>}
        {still && <p className="text-text-2">{still}</p>}
        {problem.errors.length > 0 && (
          <ul className="list-inside list-disc text-text-2">
            {problem.errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <code className="font-mono text-sm">{field}</code>: {message}
              </li>
            ))}
          </ul>
        )}
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          )}
          <CopyId problem={problem} />
        </div>
      </div>
    </div>
  );
}

function CopyId({ problem }: { problem: Problem }) {
  const [copied, setCopied] = useState(false);
  const id = problem.requestId ?? problem.code;
  const copy = () => void navigator.clipboard.writeText(id).then(() => setCopied(true));
  return (
    <Button
      variant="ghost"
      size="small"
      className="min-w-0 font-mono"
      onClick={copy}
      title="Copy the error's id"
    >
      <span className="truncate">{copied ? "Copied" : id}</span>
    </Button>
  );
}
