import { jobTitle } from "@/lib/job-words";
import { permission, useNotifying } from "@/lib/notifying";
import { onEvents } from "@/live/handlers";

const ENDS: Record<string, string> = { "job.succeeded": "is ready", "job.failed": "failed" };

/** Tells of work that has ended, if the person asked for it and looks elsewhere. */
export function registerNotifications(): void {
  onEvents("job.", (event) => {
    const end = ENDS[event.kind];
    if (!end || !document.hidden || !useNotifying.getState().on || permission() !== "granted") return;
    const { title, kind } = event.data as { title?: string; kind: string };
    // The tag makes one notification of the same news told twice.
    new Notification(`${jobTitle({ title: title ?? "", kind })} ${end}`, {
      tag: event.id,
      icon: "/lamp-off.svg",
    });
  });
}
