import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";

import type { Project } from "@/api/projects";

import { ErrorBlock } from "../ErrorBlock";
import { Initials } from "../people/Initials";
import { Dialog } from "../ui/dialog";
import { IconButton } from "../ui/icon-button";
import { Select } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { AddMember } from "./AddMember";
import { membersQuery, ROLES, useMemberChanges, type Member, type ProjectRole } from "./members";

const OPTIONS = (Object.keys(ROLES) as ProjectRole[]).map((value) => ({ value, label: ROLES[value] }));

/** With whom a project is shared, and how; its owner adds and removes people. */
export function ShareProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const { data, error, refetch } = useQuery(membersQuery(project.id));
  const { unshare, share } = useMemberChanges(project.id);
  const owned = project.role === "owner";
  const row = (member: Member) => (
    <li key={member.account_id} className="flex min-h-11 flex-wrap items-center gap-3 py-1.5">
      <Initials of={member} />
      <span className="min-w-0 grow truncate">{member.full_name || member.name}</span>
      {owned ? (
        <>
          <Select
            aria-label={`What ${member.name} may do`}
            value={member.role}
            options={OPTIONS}
            className="w-56"
            onChange={(role) => share.mutate({ person: member.account_id, role })}
          />
          <IconButton
            icon={X}
            label={`Stop sharing with ${member.name}`}
            disabled={unshare.isPending}
            onClick={() => unshare.mutate(member.account_id)}
          />
        </>
      ) : (
        <span className="text-text-3">{ROLES[member.role]}</span>
      )}
    </li>
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={owned ? `Share ${project.name}` : `Who is in ${project.name}`}
      description="What is in it is shared: characters, datasets, runs, and pictures made with them here. What is in no project stays private."
    >
      {owned && <AddMember project={project} known={data ?? []} />}
      {error && (
        <ErrorBlock error={error} title="The people did not arrive." onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeleton className="h-11" />}
      <ul aria-label="People" className="mt-3 divide-y divide-line-1">
        {project.owner && (
          <li className="flex min-h-11 items-center gap-3 py-1.5">
            <Initials of={{ name: project.owner.name, full_name: "" }} />
            <span className="grow">{project.owner.name}</span>
            <span className="text-text-3">Owner</span>
          </li>
        )}
        {data?.map(row)}
      </ul>
      {data?.length === 0 && <p className="py-2 text-text-2">Nobody else is in it yet.</p>}
    </Dialog>
  );
}
