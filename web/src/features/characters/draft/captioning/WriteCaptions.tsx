import { useQuery } from "@tanstack/react-query";

import { jobQuery } from "@/api/jobs";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { useTopics } from "@/live/hooks";

import type { Character } from "../../queries";
import { Ask } from "./Ask";
import { Review } from "./Review";
import { useCaptionings } from "./store";

interface Props {
  character: Character;
  onClose: () => void;
}

/** Captions by a model: what it is told, how far it is, and what it wrote, which nobody has to take. */
export function WriteCaptions({ character, onClose }: Props) {
  const { id } = character;
  const { jobs, begin, forget } = useCaptionings();
  const job = jobs[id];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Captions by a model"
      description={
        job
          ? "It goes on when this is closed. Nothing is changed before you take it."
          : "A model looks at each picture and says what is on it."
      }
      className="sm:top-[6dvh] sm:max-h-[88dvh] sm:w-[min(44rem,94vw)]"
    >
      {job ? (
        <UnderWay key={job} character={character} job={job} onAgain={() => forget(id)} onClose={onClose} />
      ) : (
        <Ask character={character} onBegun={(begun) => begin(id, begun)} />
      )}
    </Dialog>
  );
}

function UnderWay(props: { character: Character; job: string; onAgain: () => void; onClose: () => void }) {
  useTopics(["jobs", `job:${props.job}`]);
  const { data: job, isError } = useQuery(jobQuery(props.job));
  if (isError)
    return <p className="pb-4 text-text-2">What was made is not here any more. Close this, and ask again.</p>;
  if (!job) return <Skeleton className="mb-4 h-40" />;
  return <Review {...props} job={job} />;
}
