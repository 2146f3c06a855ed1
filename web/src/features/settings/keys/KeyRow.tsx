import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { moment } from "@/lib/format";

import type { KeyShown } from "./queries";
import { scopeWords } from "./words";

interface Props {
  shown: KeyShown;
  /** Say whose it is. */
  whose: boolean;
  /** Why it works no more. */
  over?: string | undefined;
  onRevoke?: () => void;
}

export function KeyRow({ shown, whose, over, onRevoke }: Props) {
  const { name, start, scopes, used_at, expires_at, account } = shown;
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line-1 py-2">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          <code className="font-mono text-sm text-text-3">{start}…</code>
          {over && <Badge>{over}</Badge>}
        </p>
        <p className="text-sm text-text-3">
          {whose && `${account.name} · `}
          {scopeWords(scopes)} ·{" "}
          {used_at ? (
            <>
              used <TimeAgo at={used_at} />
            </>
          ) : (
            "never used"
          )}
          {expires_at && !over && ` · until ${moment(new Date(expires_at))}`}
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
