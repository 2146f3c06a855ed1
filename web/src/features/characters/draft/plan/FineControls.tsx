import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { Problem } from "@/api/problem";
import { cn } from "@/lib/cn";

import type { Overrides, Plan } from "../../queries";
import { GROUPS, type FieldName, type Words } from "./fields";
import { Setting } from "./Setting";

interface Props {
  overrides: Overrides;
  plan: Plan | undefined;
  /** What the server says of settings that contradict each other. */
  problem: Problem | undefined;
  /** Of the settings that changed; null gives one back to the preset. */
  onChange: (changed: Overrides) => void;
}

/** Every setting of a training; an empty field is as the preset has it. */
export function FineControls(props: Props) {
  return (
    <div className="gap-6 lg:columns-2">
      {GROUPS.map((group) => (
        <Group key={group.title} {...props} {...group} fields={Object.entries(group.fields)} />
      ))}
    </div>
  );
}

interface GroupProps extends Props {
  title: string;
  open?: boolean;
  fields: [string, Words][];
}

function Group({ title, open = false, fields, overrides, plan, problem, onChange }: GroupProps) {
  const [asked, setAsked] = useState(open);
  const refused = (name: string) =>
    problem?.field(name) && [problem.message, problem.hint].filter(Boolean).join(" ");
  const mine = fields.map(([key, words]) => ({ name: key as FieldName, words }));
  const shown = asked || mine.some(({ name }) => refused(name));
  const set = mine.filter(({ name }) => overrides[name] != null).length;
  // What says nothing now is hidden, unless somebody has set it: then it can be given back.
  const speaks = ({ name, words }: (typeof mine)[number]) =>
    overrides[name] != null || refused(name) !== undefined || !plan || (words.when?.(plan.training) ?? true);
  const id = `settings-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section
      aria-labelledby={id}
      className="mb-6 grid break-inside-avoid content-start gap-4 rounded-card bg-bg-2 p-4"
    >
      <h3 id={id} className="text-text-2">
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => setAsked(!shown)}
          className="-m-1 flex w-full items-center gap-2 rounded-control p-1 text-left"
        >
          <ChevronRight
            aria-hidden
            className={cn("size-4 shrink-0 transition-transform duration-state", shown && "rotate-90")}
          />
          {title}
          {set > 0 && <span className="ml-auto text-sm text-text-3">{set} set</span>}
        </button>
      </h3>
      {shown &&
        mine
          .filter(speaks)
          .map(({ name, words }) => (
            <Setting
              key={name}
              name={name}
              words={words}
              value={overrides[name] ?? undefined}
              effective={plan?.training[name] ?? undefined}
              refused={refused(name)}
              onChange={(value) => onChange({ [name]: value ?? null })}
            />
          ))}
    </section>
  );
}
