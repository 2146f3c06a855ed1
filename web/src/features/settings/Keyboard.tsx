import { useSyncExternalStore, useState } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/toggles";
import { keys, type Shortcut } from "@/keys/registry";
import { useKeySettings } from "@/keys/settings";
import { strokeOf } from "@/keys/strokes";

/** All keys that work everywhere; each can be another one, and all plain ones can be turned off. */
export function Keyboard() {
  const { singleKeys, setSingleKeys } = useKeySettings();
  const shortcuts = useEverywhere();
  return (
    <div className="max-w-2xl pt-1">
      <Switch
        checked={singleKeys}
        onChange={setSingleKeys}
        label="Keys without Ctrl or Alt"
        help="Turn them off if you speak to your computer, or press keys by accident."
      />
      <h2 className="mt-6 mb-1 font-medium">Everywhere</h2>
      <p className="mb-2 text-sm text-text-3">Press ? on a page to see the keys of that page.</p>
      <ul>
        {shortcuts.map((shortcut) => (
          <Row key={shortcut.id} shortcut={shortcut} />
        ))}
      </ul>
    </div>
  );
}

function Row({ shortcut }: { shortcut: Shortcut }) {
  const { overrides, remap } = useKeySettings();
  const [asking, setAsking] = useState(false);
  const own = overrides[shortcut.id];
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-3 border-b border-line-1">
      <span className="grow">{shortcut.label}</span>
      {asking ? (
        <Ask
          label={`New key for: ${shortcut.label}`}
          onAnswer={(stroke) => {
            if (stroke) remap(shortcut.id, stroke);
            setAsking(false);
          }}
        />
      ) : (
        <>
          <Kbd keys={own ?? shortcut.keys} />
          <Button
            variant="ghost"
            size="small"
            onClick={() => setAsking(true)}
            aria-label={`Change: ${shortcut.label}`}
          >
            Change
          </Button>
          {own && (
            <Button
              variant="ghost"
              size="small"
              onClick={() => remap(shortcut.id, null)}
              aria-label={`Reset: ${shortcut.label}`}
            >
              Reset
            </Button>
          )}
        </>
      )}
    </li>
  );
}

/** Takes the next stroke; Escape keeps the old one. */
function Ask({ label, onAnswer }: { label: string; onAnswer: (stroke: string | null) => void }) {
  return (
    <Input
      // eslint-disable-next-line jsx-a11y/no-autofocus -- the person asked for it with a button: the focus follows
      autoFocus
      readOnly
      aria-label={label}
      value="Press the new key…"
      className="w-44"
      onBlur={() => onAnswer(null)}
      onKeyDown={(event) => {
        if (event.key === "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        const stroke = strokeOf(event.nativeEvent);
        if (event.key === "Escape") onAnswer(null);
        else if (stroke) onAnswer(stroke);
      }}
    />
  );
}

function useEverywhere(): readonly Shortcut[] {
  // The list is made anew on each call; its length is what tells that it has changed.
  useSyncExternalStore(keys.subscribe, () => keys.list().length);
  return keys.list().find(({ scope }) => scope === "global")?.shortcuts ?? [];
}
