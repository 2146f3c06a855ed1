import { useQuery } from "@tanstack/react-query";
import { Check, FolderPlus } from "lucide-react";
import { useState } from "react";

import { projectsQuery, type Project } from "@/api/projects";
import { ProjectName } from "@/components/projects/ProjectName";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

import { useMove } from "../projects";
import type { CharacterListed } from "../queries";

interface Props {
  character: Pick<CharacterListed, "id" | "name" | "project">;
  onClose: () => void;
}

/** Which project a character is in: one press moves it, and Undo puts it back. */
export function MoveDialog({ character, onClose }: Props) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const move = useMove();
  const [making, setMaking] = useState(false);
  const now = character.project?.id;
  const put = (project: Project | null) => {
    // The card may leave the list by it, and this dialog with it.
    if (project?.id !== now) move.mutate({ character, project });
    onClose();
  };
  if (making) return <ProjectName onClose={() => setMaking(false)} onDone={put} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Move ${character.name}`}
      description="A project gathers characters under a name. Nothing else changes."
      footer={
        <Button onClick={() => setMaking(true)}>
          <FolderPlus aria-hidden />
          New project
        </Button>
      }
    >
      <ul className="grid gap-0.5">
        {[null, ...projects].map((project) => {
          const here = project?.id === now;
          return (
            <li key={project?.id ?? "none"}>
              <Button
                variant="ghost"
                aria-pressed={here}
                className="w-full justify-start"
                onClick={() => put(project)}
              >
                {here ? <Check aria-hidden /> : <span className="size-4" />}
                {project?.name ?? "No project"}
              </Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
