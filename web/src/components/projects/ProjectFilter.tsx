import { useQuery } from "@tanstack/react-query";
import { Ellipsis, FolderPlus, LogOut, Pencil, Trash2, Users } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";

import { useLogin } from "@/api/login";
import { projectsQuery } from "@/api/projects";
import { useCommands, type Command } from "@/keys/commands";

import { say } from "../toast";
import { Button } from "../ui/button";
import { Confirm } from "../ui/confirm";
import { DropdownMenu } from "../ui/menu";
import { Select } from "../ui/select";
import { useUnless } from "../unless";
import { useMemberChanges } from "./members";
import { ProjectName } from "./ProjectName";
import { useProjectChanges } from "./use-project-changes";

const ShareProject = lazy(async () => ({ default: (await import("./ShareProject")).ShareProject }));

const ALL = "all"; // no id: those begin with their kind

interface Props {
  /** What the page shows of the project: "Characters". */
  of: string;
  /** The id of the project that is shown; all of them without. */
  project: string | undefined;
  onProject: (project: string | undefined) => void;
}

/** Which project's things are shown, and the projects themselves: made, named, deleted. */
export function ProjectFilter({ of: things, project, onProject }: Props) {
  const { data: projects = [] } = useQuery(projectsQuery);
  const { remove } = useProjectChanges();
  const [naming, setNaming] = useState<"new" | "rename">();
  const [deleting, setDeleting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const me = useLogin((login) => login.me);
  const unless = useUnless("train");
  const chosen = projects.find(({ id }) => id === project);
  const owned = chosen?.role === "owner";
  const { unshare } = useMemberChanges(chosen?.id ?? "");
  const leave = () => {
    if (!chosen || !me) return;
    unshare.mutate(me.account_id, {
      onSuccess: () => {
        onProject(undefined);
        say(`You left ${chosen.name}`);
      },
    });
  };
  useCommands(
    useMemo<Command[]>(
      () => [
        {
          id: "project new",
          label: "New project",
          group: "Do",
          icon: FolderPlus,
          unless,
          run: () => setNaming("new"),
        },
        ...projects.map(({ id, name }) => ({
          id: `project ${id}`,
          label: `${things} in ${name}`,
          group: "Open" as const,
          keywords: ["project"],
          run: () => onProject(id),
        })),
        ...(chosen
          ? [
              {
                id: "project all",
                label: `${things} of all projects`,
                group: "Open" as const,
                run: () => onProject(undefined),
              },
            ]
          : []),
      ],
      // eslint-disable-next-line react-hooks/exhaustive-deps -- the act is a new function each time, and the same
      [projects, chosen, things, unless],
    ),
  );
  return (
    <div className="flex items-center gap-1 max-sm:grow">
      {projects.length > 0 && (
        <Select
          aria-label="Project"
          value={chosen?.id ?? ALL}
          options={[
            { value: ALL, label: "All projects" },
            ...projects.map(({ id, name, role, owner }) => ({
              value: id,
              label: role === "owner" ? name : `${name} · ${owner?.name ?? "shared"}`,
            })),
          ]}
          onChange={(next) => onProject(next === ALL ? undefined : next)}
          className="w-40 max-sm:w-full"
        />
      )}
      <DropdownMenu
        trigger={
          <Button variant="ghost" size="icon" aria-label="Projects" title="Projects">
            {projects.length > 0 ? <Ellipsis aria-hidden /> : <FolderPlus aria-hidden />}
          </Button>
        }
        groups={[
          [{ label: "New project", icon: FolderPlus, run: () => setNaming("new"), unless }],
          ...(chosen && me
            ? [
                [
                  {
                    label: owned ? `Share ${chosen.name}` : `Who is in ${chosen.name}`,
                    icon: Users,
                    run: () => setSharing(true),
                    ...(owned && { unless }),
                  },
                  ...(owned ? [] : [{ label: `Leave ${chosen.name}`, icon: LogOut, run: leave }]),
                ],
              ]
            : []),
          ...(chosen && owned
            ? [
                [
                  { label: `Rename ${chosen.name}`, icon: Pencil, run: () => setNaming("rename"), unless },
                  {
                    label: `Delete ${chosen.name}`,
                    icon: Trash2,
                    danger: true,
                    run: () => setDeleting(true),
                    unless,
                  },
                ],
              ]
            : []),
        ]}
      />
      {naming === "new" && (
        <ProjectName onClose={() => setNaming(undefined)} onDone={({ id }) => onProject(id)} />
      )}
      {naming === "rename" && chosen && <ProjectName project={chosen} onClose={() => setNaming(undefined)} />}
      {sharing && chosen && (
        <Suspense>
          <ShareProject project={chosen} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      <Confirm
        open={deleting && chosen !== undefined}
        onOpenChange={setDeleting}
        title={`Delete ${chosen?.name ?? ""}?`}
        description="What it gathers stays, in no project."
        action="Delete"
        busy={remove.isPending}
        onConfirm={() => {
          if (!chosen) return;
          remove.mutate(chosen.id, {
            onSuccess: () => {
              onProject(undefined);
              say(`${chosen.name} is deleted. What it gathered is still here`);
            },
            onSettled: () => setDeleting(false),
          });
        }}
      />
    </div>
  );
}
