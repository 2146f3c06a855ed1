import type { Limits } from "@/api/people";

import { Field } from "../ui/field";
import { Input } from "../ui/input";

const FIELDS = [
  { name: "requests_per_minute", label: "Requests a minute", min: 1 },
  { name: "jobs_at_once", label: "Jobs at once", min: 1 },
  { name: "jobs_waiting", label: "Jobs that wait", min: 1 },
  { name: "pictures_per_day", label: "Pictures a day", min: 0 },
  { name: "seconds_per_day", label: "Seconds of a device a day", min: 0 },
  { name: "storage_gb", label: "GB kept", min: 0 },
] as const;

interface Props {
  value: Limits;
  onChange: (value: Limits) => void;
}

/** How much may be asked for; an empty field is no limit of its own. */
export function LimitFields({ value, onChange }: Props) {
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-2 text-sm text-text-3">
        Empty: no limit of its own. Days begin at 0:00 UTC.
      </legend>
      {FIELDS.map(({ name, label, min }) => (
        <Field key={name} label={label}>
          <Input
            type="number"
            inputMode="decimal"
            min={min}
            step={name === "storage_gb" ? "any" : 1}
            value={value[name] ?? ""}
            onChange={(event) =>
              onChange({ ...value, [name]: event.target.value === "" ? null : Number(event.target.value) })
            }
          />
        </Field>
      ))}
    </fieldset>
  );
}

/** The limits as they are sent: null where there is none. */
export function sentLimits(limits: Limits): Limits | null {
  return Object.values(limits).some((limit) => limit != null) ? limits : null;
}
