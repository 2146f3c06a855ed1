import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import { TimeAgo } from "@/components/TimeAgo";
import { sayFailed } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu } from "@/components/ui/menu";
import { Switch } from "@/components/ui/toggles";
import { count } from "@/lib/format";

import { anHour, dollars } from "../money";
import { Preview } from "./Preview";
import { useRuleChanges, type Rule } from "./queries";
import { budgetWords, ruleWords } from "./words";

interface Props {
  rule: Rule;
  onEdit: () => void;
  onRemove: () => void;
}

/** A rule: what it says, what came of it, and what it would do now. */
export function RuleRow({ rule, onEdit, onRemove }: Props) {
  const { id, name, is_on, plan, pods, dollars_per_hour, today, in_all, acted_at } = rule;
  const { save } = useRuleChanges();
  const [open, setOpen] = useState(false);
  const turn = (on: boolean) =>
    save.mutate(
      { rule: id, body: { name, is_on: on, plan } },
      { onError: (error) => sayFailed(`${name} stays ${is_on ? "on" : "off"}.`, error) },
    );
  const budget = budgetWords(plan);
  return (
    <li className="grid gap-2 border-t border-line-1 py-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
        <div className="min-w-0 grow basis-72">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{name}</span>
            {pods > 0 && <Badge tone="ok">{count(pods, "pod")}</Badge>}
          </p>
          <p className="max-w-[68ch] text-sm text-text-2">
            {ruleWords(plan)}
            {budget && `; ${budget}`}.
          </p>
          <p className="text-sm text-text-3 tabular-nums">
            {pods > 0 && `${anHour(dollars_per_hour)} now · `}
            {dollars(today)} today · {dollars(in_all)} in all
            {acted_at && (
              <>
                {" "}
                · rented last <TimeAgo at={acted_at} />
              </>
            )}
          </p>
        </div>
        <Switch label={is_on ? "On" : "Off"} checked={is_on} disabled={save.isPending} onChange={turn} />
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          What would it do?
        </Button>
        <DropdownMenu
          trigger={
            <Button variant="ghost" size="icon" aria-label={`What to do with ${name}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
          groups={[
            [{ label: "Edit", icon: Pencil, run: onEdit }],
            [{ label: "Remove", icon: Trash2, danger: true, run: onRemove }],
          ]}
        />
      </div>
      {open && <Preview rule={rule} />}
    </li>
  );
}
