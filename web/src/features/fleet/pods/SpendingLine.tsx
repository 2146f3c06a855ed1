import { useQuery } from "@tanstack/react-query";

import { cn } from "@/lib/cn";

import { anHour, dollars } from "../money";
import { rulesQuery } from "../rules/queries";
import { spendingQuery } from "./queries";

/** What is spent now, today and this month; today's against the budget of each rule that has one. */
export function SpendingLine() {
  const { data } = useQuery(spendingQuery);
  const { data: rules = [] } = useQuery(rulesQuery);
  if (!data) return null;
  const figures = [
    ["Now", anHour(data.dollars_per_hour)],
    ["Today", dollars(data.today)],
    ["This month", dollars(data.this_month)],
    ["In all", dollars(data.in_all)],
  ] as const;
  return (
    <section aria-label="Spending" className="grid gap-3 rounded-card bg-bg-1 p-4">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm text-text-3">{name}</dt>
            <dd className="text-lg font-medium tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {rules.map(
        ({ id, name, today, plan }) =>
          plan.budget_per_day != null && (
            <Budget key={id} name={name} used={today} budget={plan.budget_per_day} />
          ),
      )}
    </section>
  );
}

const NEARLY = 0.9;

export function Budget({ name, used, budget }: { name: string; used: number; budget: number }) {
  const share = Math.min(1, used / budget);
  return (
    <div className="grid gap-1">
      <p className="flex justify-between gap-3 text-sm">
        <span className="min-w-0 truncate">Budget of {name} today</span>
        <span className="tabular-nums">
          {dollars(used)} of {dollars(budget)}
        </span>
      </p>
      <span
        role="meter"
        aria-label={`Budget of ${name} today`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-full bg-bg-4"
      >
        <span
          className={cn(
            "block h-full origin-left",
            share >= 1 ? "bg-danger" : share > NEARLY ? "bg-warn" : "bg-text-2",
          )}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
    </div>
  );
}
