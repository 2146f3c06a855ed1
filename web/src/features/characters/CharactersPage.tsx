import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { activeJobs } from "@/api/jobs";
import { useFileDrop } from "@/components/DropZone";
import { ErrorBlock } from "@/components/ErrorBlock";
import { LoadMore } from "@/components/LoadMore";
import { PageHeader } from "@/components/PageHeader";
import { ProjectFilter } from "@/components/projects/ProjectFilter";
import { useSharingOf } from "@/components/projects/sharing";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useUnless } from "@/components/unless";
import { useArrows } from "@/components/use-arrows";
import { useCommands, type Command } from "@/keys/commands";
import { useShortcuts } from "@/keys/hooks";
import { useNarrow } from "@/lib/use-media";
import { useTopics } from "@/live/hooks";

import { CharacterCard } from "./list/CharacterCard";
import { ImportDialog } from "./list/ImportDialog";
import { MoveDialog } from "./list/MoveDialog";
import { NothingFound } from "./list/NothingFound";
import { StartHere } from "./list/StartHere";
import { charactersQuery, type Sort } from "./queries";
import { sortFiles, useStartDraft } from "./start-draft";

const TOPICS = ["characters", "jobs"];
const GRID = "grid grid-cols-2 gap-4 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]";
const SORTS: { value: Sort; label: string }[] = [
  { value: "used", label: "Last used" },
  { value: "new", label: "Newest" },
  { value: "name", label: "Name" },
];

const route = getRouteApi("/characters");

export function CharactersPage() {
  useTopics(TOPICS);
  const { q = "", sort = "used", project } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(charactersQuery({ search: q, sort, project }));
  const { data: jobs = [] } = useQuery(activeJobs);
  const start = useStartDraft();
  const [lora, setLora] = useState<File | true>();
  const [renaming, setRenaming] = useState<string>();
  const [moving, setMoving] = useState<string>();
  const grid = useRef<HTMLUListElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  const narrow = useNarrow();
  const unless = useUnless("train");
  const sharing = useSharingOf();

  const characters = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = q !== "" || project !== undefined;
  const moved = characters.find(({ id }) => id === moving);
  const ofProject = (next: string | undefined) =>
    void navigate({ search: (all) => ({ ...all, project: next }), replace: true });
  const blank = list.isSuccess && !filtered && characters.length === 0;
  const take = (files: File[]) => {
    const sorted = sortFiles(files);
    if (sorted.pictures.length > 0) start.mutate(sorted.pictures);
    else setLora(sorted.lora);
  };
  const overlay = useFileDrop(take, "Let go: a new character begins with these pictures", !lora, unless);
  const newOne = () => void navigate({ to: "/characters/new/$draftId", params: { draftId: "start" } });
  const tryIt = (id: string) => {
    if (characters.find((each) => each.id === id)?.version)
      void navigate({ to: "/create", search: { c: [id] } });
  };

  /** Changes the one, or says why that is not for whoever looks. */
  const changing = (change: (id: string) => void) => (id: string) => {
    const { unless: fixed } = sharing(characters.find((each) => each.id === id)?.project);
    if (fixed === undefined) change(id);
    else say(fixed);
  };

  useShortcuts([
    { id: "character new", keys: "N", label: "New character", run: newOne, unless },
    { id: "characters filter", keys: "/", label: "Filter", run: () => filter.current?.focus() },
  ]);
  useArrows(grid, "cards", [
    { id: "card try", keys: "T", label: "Create with it", act: tryIt },
    { id: "card rename", keys: "F2", label: "Rename", act: changing(setRenaming) },
    { id: "card move", keys: "M", label: "Move to a project", act: changing(setMoving) },
  ]);
  useCommands(
    useMemo<Command[]>(
      () => [
        {
          id: "lora import",
          label: "Import a LoRA file",
          group: "Do",
          icon: Upload,
          unless,
          run: () => setLora(true),
        },
      ],
      [unless],
    ),
  );
  const closeName = () => {
    grid.current?.querySelector<HTMLElement>(`[data-item="${renaming ?? ""}"]`)?.focus();
    setRenaming(undefined);
  };

  const newButton = (
    <Button variant="primary" keys="N" unless={unless} onClick={newOne} className="max-sm:w-full">
      New character
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Characters"
        actions={
          !blank && (
            <>
              <ProjectFilter of="Characters" project={project} onProject={ofProject} />
              <Input
                ref={filter}
                type="search"
                aria-label="Filter by name"
                placeholder="Filter"
                defaultValue={q}
                className="w-48 max-sm:w-24"
                onChange={({ target }) =>
                  void navigate({
                    search: (all) => ({ ...all, q: target.value || undefined }),
                    replace: true,
                  })
                }
                onKeyDown={(event) => {
                  if (event.key === "ArrowDown")
                    grid.current?.querySelector<HTMLElement>("[data-item]")?.focus();
                }}
              />
              <Select
                aria-label="Sort"
                value={sort}
                options={SORTS}
                className="w-32 max-sm:grow-0!"
                onChange={(next) =>
                  void navigate({ search: (all) => ({ ...all, sort: next }), replace: true })
                }
              />
              {narrow ? (
                <IconButton
                  icon={Upload}
                  label="Import a LoRA file"
                  variant="secondary"
                  className="grow-0!"
                  unless={unless}
                  onClick={() => setLora(true)}
                />
              ) : (
                <>
                  <Button unless={unless} onClick={() => setLora(true)}>
                    Import a LoRA file
                  </Button>
                  {newButton}
                </>
              )}
            </>
          )
        }
      />
      {list.isError && characters.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The list of characters did not arrive."
          still="Characters that are learning go on."
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && (
        <div className={GRID} aria-hidden>
          {Array.from({ length: 8 }, (_, i) => (
            <Skeleton key={i} className="aspect-[4/5]" />
          ))}
        </div>
      )}
      {blank && (
        <StartHere onFiles={take} busy={start.isPending} unless={unless}>
          <Button variant="link" unless={unless} onClick={() => setLora(true)}>
            Import a LoRA file
          </Button>
        </StartHere>
      )}
      {list.isSuccess && filtered && characters.length === 0 && (
        <NothingFound
          search={q}
          project={project}
          onClear={() => {
            if (filter.current) filter.current.value = "";
            void navigate({ search: (all) => ({ ...all, q: undefined, project: undefined }), replace: true });
          }}
        />
      )}
      {characters.length > 0 && (
        <ul ref={grid} aria-label="Characters" className={GRID}>
          {characters.map((character, i) => (
            <CharacterCard
              key={character.id}
              character={character}
              job={jobs.find((job) => job.id === character.job_id)}
              first={i < 12}
              renaming={renaming === character.id}
              onRename={(on) => (on ? setRenaming(character.id) : closeName())}
              onTry={() => tryIt(character.id)}
              onMove={() => setMoving(character.id)}
            />
          ))}
        </ul>
      )}
      {narrow && !blank && (
        <div className="sticky bottom-[calc(var(--strip)+var(--bottom-bar)+8px)] mt-auto pt-6">
          {newButton}
        </div>
      )}
      {list.hasNextPage && (
        <LoadMore busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      )}
      {moved && <MoveDialog character={moved} onClose={() => setMoving(undefined)} />}
      {lora !== undefined && (
        <ImportDialog file={lora === true ? undefined : lora} onClose={() => setLora(undefined)} />
      )}
      {overlay}
    </>
  );
}
