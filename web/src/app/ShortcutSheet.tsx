import { Sheet } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/toggles";
import { keys, type Scope } from "@/keys/registry";
import { useKeySettings } from "@/keys/settings";

import { useOverlays } from "./overlay-state";

const HEADINGS: Record<Scope, string> = {
  dialog: "In this dialog",
  component: "Where the focus is",
  page: "On this page",
  global: "Everywhere",
};

/** What the keys do, printed from the registry: it cannot list a key that does nothing. */
export default function ShortcutSheet() {
  const show = useOverlays((state) => state.show);
  const { singleKeys, setSingleKeys } = useKeySettings();
  return (
    <Sheet open onOpenChange={() => show(null)} title="Keys">
      {keys.list().map(({ scope, shortcuts }) => (
        <section key={scope} className="mb-6">
          <h3 className="mb-1 text-sm font-medium text-text-3">{HEADINGS[scope]}</h3>
          <dl>
            {shortcuts.map((shortcut) => (
              <div
                key={shortcut.id}
                className="flex items-center justify-between gap-4 border-b border-line-1 py-1.5 last:border-0"
              >
                <dt>{shortcut.label}</dt>
                <dd>
                  <span className="sr-only">{keys.keysOf(shortcut)}</span>
                  <Kbd keys={keys.keysOf(shortcut)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        checked={singleKeys}
        onChange={setSingleKeys}
        label="Keys without Ctrl or Alt"
        help="Turn them off if you speak to your computer, or press keys by accident."
      />
    </Sheet>
  );
}
