import { Badge } from "../ui/badge";
import { useSharing } from "./sharing";

/** Whose a thing is, on what others share: "Shared by mara", and whether it is to look at only. */
export function SharedMark({ project }: { project: { id: string } | null | undefined }) {
  const { words, unless } = useSharing(project);
  if (!words) return null;
  return (
    <span className="flex flex-wrap gap-1">
      <Badge>{words}</Badge>
      {unless && <Badge>View only</Badge>}
    </span>
  );
}
