import { Link, useNavigate } from "@tanstack/react-router";
import { Download, Ellipsis, FolderTree, Pencil, Scissors, Trash2 } from "lucide-react";
import { useState } from "react";

import { useMay } from "@/api/login";
import { Problem } from "@/api/problem";
import { PageHeader } from "@/components/PageHeader";
import { SharedMark } from "@/components/projects/SharedMark";
import { useSharing } from "@/components/projects/sharing";
import { saveFetched } from "@/components/save-fetched";
import { say, sayFailed } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { bytes, count } from "@/lib/format";

import { useDatasetActs } from "../changes";
import type { Dataset } from "../queries";
import { datasetWords } from "../words";
import { AboutDialog } from "./AboutDialog";
import { ClassesDialog } from "./ClassesDialog";
import { SplitDialog } from "./SplitDialog";

/** What the dataset is, how it stands, and what can be done with all of it. */
export function DatasetHead({ dataset }: { dataset: Dataset }) {
  const { id, name, description, project_id: project, source, pictures, runs, excluded, findings } = dataset;
  const navigate = useNavigate();
  const { remove } = useDatasetActs(id);
  const [open, setOpen] = useState<"about" | "classes" | "split" | "delete">();
  const close = () => setOpen(undefined);
  const mayTrain = useMay("train");
  const isFolder = source === "path";
  const { unless: fixed } = useSharing(project ? { id: project } : null);
  const empty = pictures === 0 ? "There are no pictures yet" : undefined;
  const barred = fixed ?? empty;
  const stays = fixed === undefined ? {} : { unless: fixed };
  return (
    <>
      <PageHeader
        title={name}
        detail={
          <span className="flex flex-wrap items-center gap-2 tabular-nums">
            {datasetWords(dataset)}
            {!isFolder && dataset.bytes > 0 && ` · ${bytes(dataset.bytes)}`}
            <SharedMark project={project ? { id: project } : null} />
            {excluded > 0 && <Badge>{count(excluded, "picture")} left out</Badge>}
          </span>
        }
        actions={
          <>
            {mayTrain && (
              <Button asChild variant={pictures > 0 && findings === 0 ? "primary" : "secondary"}>
                <Link
                  to="/classifiers/$project/setups/$setupId"
                  params={{ project: project ?? "all", setupId: "new" }}
                  search={{ dataset: id }}
                >
                  Train a classifier
                </Link>
              </Button>
            )}
            <DropdownMenu
              trigger={
                <IconButton icon={Ellipsis} label="More" variant="secondary" className="max-sm:grow-0!" />
              }
              groups={[
                [
                  { label: "Rename and describe", icon: Pencil, run: () => setOpen("about"), ...stays },
                  ...(isFolder
                    ? []
                    : [
                        {
                          label: "Rename and merge classes",
                          icon: FolderTree,
                          run: () => setOpen("classes"),
                          ...(barred && { unless: barred }),
                        },
                        {
                          label: "Set some aside for val or test",
                          icon: Scissors,
                          run: () => setOpen("split"),
                          ...(barred && { unless: barred }),
                        },
                        {
                          label: "Download as a zip file",
                          icon: Download,
                          run: () =>
                            void saveFetched(
                              `/api/v1/datasets/${encodeURIComponent(id)}/download`,
                              `${name}.zip`,
                            ),
                          ...(empty && { unless: empty }),
                        },
                      ]),
                ],
                [{ label: "Delete", icon: Trash2, danger: true, run: () => setOpen("delete"), ...stays }],
              ]}
            />
          </>
        }
      />
      {description && <p className="-mt-2 mb-4 max-w-[80ch] text-text-2">{description}</p>}
      {open === "about" && <AboutDialog dataset={dataset} onClose={close} />}
      {open === "classes" && <ClassesDialog dataset={dataset} onClose={close} />}
      {open === "split" && <SplitDialog dataset={dataset} onClose={close} />}
      <Confirm
        open={open === "delete"}
        onOpenChange={close}
        title={`Delete ${name}?`}
        description={[
          isFolder
            ? "The folder stays as it is."
            : `${count(pictures + excluded, "picture")} and all versions are deleted.`,
          runs > 0 && `${count(runs, "run")} that learned from it keep their numbers and models alone.`,
        ]
          .filter(Boolean)
          .join(" ")}
        action="Delete"
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(runs > 0, {
            onSuccess: () => {
              say(`${name} is deleted`);
              void navigate({ to: "/datasets" });
            },
            onError: (error) => {
              sayFailed(`${name} was not deleted.`, Problem.from(error));
              close();
            },
          })
        }
      />
    </>
  );
}
