import { useEffect, useState } from "react";

import { ago, moment } from "@/lib/format";
import { serverNow } from "@/lib/server-clock";

/** "3 min ago", kept right; the full date on hover. */
export function TimeAgo({ at }: { at: string }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(at);
  return (
    <time dateTime={at} title={moment(date)} className="tabular-nums">
      {ago(date, new Date(now))}
    </time>
  );
}
