import { Command as Cmdk } from "cmdk";
import { Dialog } from "radix-ui";
import { useState } from "react";

import { Kbd } from "@/components/ui/kbd";
import { fit, GROUPS, useCommandStore, useCommandUsage, type Command } from "@/keys/commands";
import { useDialogKeys, useShortcuts } from "@/keys/hooks";

import { useOverlays } from "./overlay-state";

const MOST_ROWS = 50;
const RECENT = 5;

/** Ctrl K: everything that can be done from here, by its name. */
export default function CommandPalette() {
  const show = useOverlays((state) => state.show);
  const lists = useCommandStore((state) => state.lists);
  const { uses, used } = useCommandUsage();
  const [typed, setTyped] = useState("");
  const close = () => show(null);
  useDialogKeys(true);
  useShortcuts([{ id: "palette", keys: "Mod+K", label: "Close", inFields: true, run: close }], {
    scope: "dialog",
  });

  const rows = [...lists.values()].flat().filter(({ unless }) => unless === undefined);
  const found = rows
    .map((row) => ({
      row,
      rank: fit(row.label, typed, row.keywords) + Math.min(uses[row.id]?.times ?? 0, 20) / 400,
    }))
    .filter(({ rank }) => rank >= 0.3)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MOST_ROWS)
    .map(({ row }) => row);
  const recent = rows
    .filter(({ id }) => uses[id])
    .sort((a, b) => (uses[b.id]?.last ?? 0) - (uses[a.id]?.last ?? 0))
    .slice(0, RECENT);
  const run = (row: Command) => {
    used(row.id);
    close();
    row.run();
  };
  const group = (heading: string, of: Command[], prefix = "") =>
    of.length > 0 && (
      <Cmdk.Group key={heading} heading={heading} className={groupLook}>
        {of.map((row) => (
          <Row key={row.id} row={row} value={prefix + row.id} onRun={run} />
        ))}
      </Cmdk.Group>
    );
  return (
    <Dialog.Root open onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-0 z-40 overflow-hidden border-line-1 bg-bg-3 outline-none max-sm:h-dvh sm:inset-x-auto sm:top-[14dvh] sm:left-1/2 sm:w-[36rem] sm:-translate-x-1/2 sm:rounded-card sm:border"
        >
          <Dialog.Title className="sr-only">Search or do anything</Dialog.Title>
          <Cmdk label="Search or do anything" shouldFilter={false} loop>
            <Cmdk.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="Search or do anything"
              onKeyDown={(event) => {
                if (event.key === "Backspace" && typed === "") close();
              }}
              className="h-12 w-full border-b border-line-1 bg-transparent px-4 text-lg shadow-none! outline-none! placeholder:text-text-3"
            />
            <Cmdk.List className="max-h-[min(24rem,calc(100dvh-4rem))] overflow-y-auto p-1">
              <Cmdk.Empty className="p-4 text-text-2">Nothing has that name.</Cmdk.Empty>
              {typed === "" && group("Lately", recent, "recent ")}
              {typed === ""
                ? GROUPS.map((name) =>
                    group(
                      name,
                      found.filter((row) => row.group === name),
                    ),
                  )
                : group("Found", found)}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const groupLook =
  "pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-text-3";

function Row({ row, value, onRun }: { row: Command; value: string; onRun: (row: Command) => void }) {
  const Icon = row.icon;
  return (
    <Cmdk.Item
      value={value}
      onSelect={() => onRun(row)}
      className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-2 aria-selected:bg-bg-4 max-sm:min-h-11"
    >
      {Icon ? (
        <Icon aria-hidden className="size-4 text-text-2" strokeWidth={1.75} />
      ) : (
        <span className="size-4" />
      )}
      <span className="grow">{row.label}</span>
      {row.keys && <Kbd keys={row.keys} className="text-text-2" />}
    </Cmdk.Item>
  );
}
