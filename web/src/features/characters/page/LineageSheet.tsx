import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Copy, RotateCcw } from "lucide-react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { TimeAgo } from "@/components/TimeAgo";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { number as figure } from "@/lib/format";

import type { Character } from "../queries";
import { lineageQuery } from "../versions";
import { subjectOf } from "../words";
import { LearntPictures, Program, Row, SettingsChanged } from "./LineageParts";
import { useRepeat } from "./use-repeat";

interface Props {
  character: Character;
  number: number;
  onClose: () => void;
}

/** Where a version comes from: enough to understand it, and to do it again. */
export function LineageSheet({ character, number, onClose }: Props) {
  const { data, isError, error, refetch } = useQuery(lineageQuery(character.id, number));
  const { unless } = useSharing(character.project);
  const repeat = useRepeat(character.id);
  const copy = () =>
    void navigator.clipboard
      .writeText(JSON.stringify(data, null, 2))
      .then(() => say("Where it comes from is copied as JSON"));
  const imported = data?.source === "imported";
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title="Where it comes from"
      description={`Version ${number} of ${character.name}`}
      className="sm:w-[min(34rem,92vw)]"
      footer={
        data && (
          <>
            <Button onClick={copy}>
              <Copy aria-hidden />
              Copy as JSON
            </Button>
            {!imported && (
              <Button busy={repeat.isPending} unless={unless} onClick={() => repeat.mutate(number)}>
                <RotateCcw aria-hidden />
                Train it again just so
              </Button>
            )}
          </>
        )
      }
    >
      {isError && !data && (
        <ErrorBlock error={error} title="It did not arrive." onRetry={() => void refetch()} />
      )}
      {!data && !isError && <Skeleton className="h-64" />}
      {data && (
        <div className="grid gap-6 pb-4">
          <dl className="grid">
            <Row term="Base model">{data.base_model}</Row>
            {data.model && (
              <Row term="Its own model">
                <Link to="/models/$name" params={{ name: data.model }} className="hover:underline">
                  {data.model}
                </Link>
              </Row>
            )}
            <Row term="Called in prompts">{subjectOf(data)}</Row>
            {data.step !== null && <Row term="Draws with step">{figure(data.step)}</Row>}
            {data.training && <Row term="Seed">{data.training.seed}</Row>}
            <Row term={imported ? "Came" : "Learnt"}>
              <TimeAgo at={data.created_at} />
            </Row>
            {data.job_id && (
              <Row term="The training">
                <Link
                  to="/characters/$characterId/training"
                  params={{ characterId: character.id }}
                  search={{ job: data.job_id }}
                  className="hover:underline"
                >
                  Its samples and curves
                </Link>
              </Row>
            )}
          </dl>
          {imported && <p className="text-text-2">It came as a LoRA file: how it was learnt is not known.</p>}
          {!imported && !data.learnt && (
            <p className="text-text-2">It was learnt before its pictures and programs were noted.</p>
          )}
          {data.training && <SettingsChanged training={data.training} base={data.base_model} />}
          {data.learnt && <LearntPictures learnt={data.learnt} character={character} />}
          {data.learnt && <Program learnt={data.learnt} />}
        </div>
      )}
    </Sheet>
  );
}
