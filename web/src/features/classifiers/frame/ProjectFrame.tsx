import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useNavigate } from "@tanstack/react-router";

import { projectsQuery } from "@/api/projects";
import { PageHeader } from "@/components/PageHeader";
import { ProjectFilter } from "@/components/projects/ProjectFilter";
import { SharedMark } from "@/components/projects/SharedMark";
import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { usePageTitle } from "@/lib/page-title";

import { bestQuery } from "./queries";
import { ALL, bestWords, TABS } from "./tabs";

const route = getRouteApi("/classifiers/$project");

/** A project as a place: its name, its tabs, and the open one. "all" is the place of every project. */
export function ProjectFrame() {
  const { project } = route.useParams();
  const navigate = useNavigate();
  const { data: projects } = useQuery(projectsQuery);
  const { data: best } = useQuery(bestQuery(project));
  const name = projects?.find(({ id }) => id === project)?.name;
  usePageTitle(name);
  useShortcuts(
    TABS.map(({ to, label }, i) => ({
      id: `classifiers ${label}`,
      keys: String(i + 1),
      label,
      run: () => void navigate({ to, params: { project } }),
    })),
  );
  return (
    <>
      <PageHeader
        title={name ?? "Classifiers"}
        detail={
          <span className="flex flex-wrap items-center gap-2 tabular-nums">
            <SharedMark project={{ id: project }} />
            {best && bestWords(best)}
          </span>
        }
        actions={
          <ProjectFilter
            of="Classifiers"
            project={project === ALL ? undefined : project}
            onProject={(next) =>
              void navigate({ to: "/classifiers/$project/runs", params: { project: next ?? ALL } })
            }
          />
        }
      />
      <nav aria-label="Classifiers" className="mb-4 flex gap-1 overflow-x-auto border-b border-line-1">
        {TABS.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            params={{ project }}
            activeOptions={{ includeSearch: false }}
            className={cn(
              "flex h-control shrink-0 items-center border-b-2 border-transparent px-3 text-text-2 transition-colors duration-state",
              "-outline-offset-2! hover:text-text-1 aria-[current=page]:border-lamp aria-[current=page]:text-text-1",
            )}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
