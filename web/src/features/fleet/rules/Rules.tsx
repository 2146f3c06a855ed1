import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";

import { SpendingLine } from "../pods/SpendingLine";
import { rulesQuery, useRuleChanges, type Rule } from "./queries";
import { RuleRow } from "./RuleRow";

const RuleForm = lazy(() => import("./RuleForm"));

type Asked = "new" | { edit: Rule } | { remove: Rule } | undefined;

/** By what pods come and go without anybody's hand. */
export function Rules() {
  const { data: rules, error, refetch } = useQuery(rulesQuery);
  const { remove } = useRuleChanges();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const add = () => setAsked("new");
  useShortcuts([{ id: "rule new", keys: "N", label: "New rule", run: add }]);
  if (error && !rules)
    return <ErrorBlock error={error} title="The rules did not arrive." onRetry={() => void refetch()} />;
  if (!rules) return <Skeleton className="h-48" />;
  return (
    <div className="grid max-w-4xl gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-[60ch] text-text-2">
          A rule rents pods when jobs wait, and ends them when nothing is left to do, within its prices and
          budgets.
        </p>
        <Button variant="primary" keys="N" className="ml-auto max-sm:w-full" onClick={add}>
          New rule
        </Button>
      </div>
      <SpendingLine />
      {rules.length === 0 && (
        <EmptyState icon={Gauge} title="No rule rents pods" action={<Button onClick={add}>Make one</Button>}>
          Make it switched off first: it then shows what it would do.
        </EmptyState>
      )}
      <ul aria-label="Rules">
        {rules.map((rule) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            onEdit={() => setAsked({ edit: rule })}
            onRemove={() => setAsked({ remove: rule })}
          />
        ))}
      </ul>
      <Suspense>
        {asked === "new" && <RuleForm onClose={close} />}
        {typeof asked === "object" && "edit" in asked && <RuleForm rule={asked.edit} onClose={close} />}
      </Suspense>
      {typeof asked === "object" && "remove" in asked && (
        <Confirm
          open
          onOpenChange={close}
          title={`Remove ${asked.remove.name}?`}
          description={
            asked.remove.pods > 0
              ? "Its pods finish what they do, then they are ended."
              : "It rents nothing more. What its pods have cost stays in the books."
          }
          action="Remove"
          busy={remove.isPending}
          onConfirm={() =>
            remove.mutate(asked.remove.id, {
              onSuccess: () => say(`${asked.remove.name} is removed`),
              onSettled: close,
            })
          }
        />
      )}
    </div>
  );
}
