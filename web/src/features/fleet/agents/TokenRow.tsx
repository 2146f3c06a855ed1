import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { count, moment } from "@/lib/format";

import type { JoinToken } from "../queries";
import { labelWords } from "../words";

interface Props {
  token: JoinToken;
  onRevoke?: () => void;
}

export function TokenRow({ token, onRevoke }: Props) {
  const { name, labels, uses_left, expires_at, revoked_at, last_used_at, pod_id } = token;
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line-1 py-2">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          {pod_id && <Badge>for a pod</Badge>}
          {labelWords(labels).map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="text-sm text-text-3">
          {revoked_at
            ? "revoked"
            : uses_left === null
              ? "any number of machines"
              : `${count(uses_left, "machine")} more`}
          {expires_at ? ` · until ${moment(new Date(expires_at))}` : " · without an end"} ·{" "}
          {last_used_at ? (
            <>
              used <TimeAgo at={last_used_at} />
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      {onRevoke && (
        <Button size="small" variant="danger" aria-label={`Revoke ${name}`} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}
