import { useQuery } from "@tanstack/react-query";
import { Brush, Download, Ellipsis, Plus, Upload } from "lucide-react";
import { useDeferredValue, useRef, useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { DropdownMenu } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { useUnless } from "@/components/unless";
import { useShortcuts } from "@/keys/hooks";

import { useForm } from "../store";
import { filtered, MOST_STYLES, toggled } from "./choice";
import { ImportStyles } from "./ImportStyles";
import { stylesQuery, type Style } from "./queries";
import { StyleForm } from "./StyleForm";
import { StyleTile } from "./StyleTile";
import { useStyleActs } from "./use-style-acts";

interface Deleted {
  name: string;
  undo: () => void;
}

type View = { is: "all" } | { is: "form"; style: Style | null } | { is: "import"; file: File };

const TITLES = { all: "Styles", form: "A style of your own", import: "Styles from a file" };

/** Words around the prompt, chosen by how they look; up to eight at once. */
export default function StylesSheet({ onClose }: { onClose: () => void }) {
  const [view, setView] = useState<View>({ is: "all" });
  const chosen = useForm(({ form }) => form.styles);
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const undo = () => {
    deleted?.undo();
    setDeleted(null);
  };
  useShortcuts([{ id: "undo", keys: "Mod+Z", label: "Undo", enabled: deleted !== null, run: undo }], {
    scope: "dialog",
  });
  const back = () => setView({ is: "all" });
  return (
    <Sheet
      open
      onOpenChange={view.is === "all" ? onClose : back}
      title={TITLES[view.is]}
      className="max-sm:h-[90dvh] sm:w-[min(34rem,92vw)]"
      {...(view.is === "all" && {
        footer: (
          <>
            <span
              role="status"
              className="mr-auto flex min-w-0 items-center gap-2 text-sm text-text-3 tabular-nums"
            >
              <span className="truncate">
                {deleted ? `${deleted.name} deleted` : `${chosen.length} of ${MOST_STYLES} chosen`}
              </span>
              {deleted && (
                <Button size="small" onClick={undo}>
                  Undo
                </Button>
              )}
            </span>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </>
        ),
      })}
    >
      {view.is === "form" && <StyleForm style={view.style} onClose={back} />}
      {view.is === "import" && <ImportStyles file={view.file} onClose={back} />}
      {view.is === "all" && <AllStyles onView={setView} onDeleted={setDeleted} />}
    </Sheet>
  );
}

interface AllProps {
  onView: (view: View) => void;
  onDeleted: (deleted: Deleted) => void;
}

function AllStyles({ onView, onDeleted }: AllProps) {
  const { form, change } = useForm();
  const { data: groups, error, refetch } = useQuery(stylesQuery(form.model));
  const [typed, setTyped] = useState("");
  const found = filtered(groups ?? [], useDeferredValue(typed));
  const unless = useUnless("generate");
  const acts = useStyleActs(form.model);
  const notAdmin = useUnless("admin");
  const file = useRef<HTMLInputElement>(null);
  return (
    <div className="grid gap-5">
      <div className="sticky -top-2 z-10 -mx-4 flex gap-2 bg-bg-2 px-4 py-2">
        <Input
          aria-label="Search styles"
          placeholder="Search…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button unless={unless} onClick={() => onView({ is: "form", style: null })}>
          <Plus aria-hidden /> New
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,.csv"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) onView({ is: "import", file: chosen });
          }}
        />
        <DropdownMenu
          trigger={<IconButton icon={Ellipsis} label="More with styles" />}
          groups={[
            [
              { label: "Import from a file", icon: Upload, run: () => file.current?.click(), unless },
              { label: "Export my styles", icon: Download, run: () => void acts.save() },
            ],
            [
              {
                label: "Draw all missing thumbnails",
                icon: Brush,
                run: () => void acts.drawAll(),
                unless: notAdmin,
              },
            ],
          ]}
        />
      </div>
      {error && (
        <ErrorBlock error={error} title="The styles did not arrive." onRetry={() => void refetch()} />
      )}
      {!groups && !error && <Skeleton className="h-96" />}
      {groups && found.length === 0 && <p className="text-text-2">No style is called or worded like this.</p>}
      {found.map(({ name, styles }) => (
        <section key={name} aria-label={name} className="grid gap-2">
          <h3 className="text-sm font-medium text-text-3">{name}</h3>
          <ul className="grid grid-cols-3 gap-3 sm:grid-cols-4">
            {styles.map((style) => (
              <StyleTile
                key={style.id}
                style={style}
                chosen={form.styles.includes(style.name)}
                full={form.styles.length >= MOST_STYLES}
                acts={acts}
                onToggle={() => change({ styles: toggled(form.styles, style.name) })}
                onDelete={() =>
                  void acts.remove(style).then((undo) => undo && onDeleted({ name: style.name, undo }))
                }
                onEdit={() => onView({ is: "form", style })}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
