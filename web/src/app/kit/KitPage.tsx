import { Images, Pause, Star, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";

import { Problem } from "@/api/problem";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Lamp } from "@/components/Lamp";
import { PageHeader } from "@/components/PageHeader";
import { Picture } from "@/components/Picture";
import { TimeAgo } from "@/components/TimeAgo";
import { say, sayFailed, sayWithUndo } from "@/components/toast";
import { Badge, Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { usePageTitle } from "@/lib/page-title";

import { KitData } from "./KitData";
import { KitForms } from "./KitForms";

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-8 grid gap-3">
      <h2 className="text-sm text-text-3">{title}</h2>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </section>
  );
}

const EARLIER = new Date(Date.now() - 200_000).toISOString();

const problem = new Problem({
  status: 507,
  code: "no_room",
  title: "No room",
  detail: "The disk is full.",
  hint: "Free 2 GB, then go on from step 600.",
  request_id: "req_01k9y2",
});

/** All shared components, to look at them in both themes and at 380 px. */
export function KitPage() {
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState(0.3);
  usePageTitle("Components");
  useShortcuts([{ id: "kit-step", keys: "S", label: "Move the bar", run: () => setStep((at) => at + 0.1) }]);
  const work = () => {
    setBusy(true);
    setTimeout(() => setBusy(false), 1500);
  };
  return (
    <>
      <PageHeader
        title="Components"
        detail={<Badge tone="lamp">learning</Badge>}
        actions={
          <>
            <Button>Sample now</Button>
            <Button variant="primary" keys="Mod+Enter" busy={busy} onClick={work}>
              Create
            </Button>
          </>
        }
      />
      <Part title="Buttons">
        <Button variant="primary">Start learning</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Stop</Button>
        <Button variant="link">A link</Button>
        <Button disabled>Disabled</Button>
        <Button size="small">Small</Button>
        <IconButton icon={Pause} label="Pause" keys="P" />
        <DropdownMenu
          trigger={<Button>Menu</Button>}
          groups={[
            [
              { label: "Star", icon: Star, keys: "S", run: () => say("Starred") },
              { label: "Add to dataset", run: () => undefined, unless: "There is none yet" },
            ],
            [{ label: "Bin", icon: Trash2, keys: "Delete", danger: true, run: () => undefined }],
          ]}
        />
        <Popover label="Details" trigger={<Button>Popover</Button>}>
          A small panel.
        </Popover>
      </Part>
      <Part title="States">
        {(["off", "lit", "hollow", "care"] as const).map((state) => (
          <Lamp key={state} state={state} size={24} />
        ))}
        <Badge>draft</Badge>
        <Badge tone="ok">fits</Badge>
        <Badge tone="warn">tight</Badge>
        <Badge tone="danger">failed</Badge>
        <Chip onRemove={() => say("Removed")}>starred</Chip>
        <TimeAgo at={EARLIER} />
        <Progress value={step} label="Learning" className="w-48" />
        <Skeleton className="h-8 w-48" />
      </Part>
      <Part title="Toasts">
        <Button onClick={() => sayWithUndo("3 pictures moved to the bin", () => say("They are back"))}>
          Undo
        </Button>
        <Button onClick={() => sayFailed("The caption was not kept", problem)}>Failure</Button>
      </Part>
      <KitForms />
      <KitData />
      <Part title="Pictures">
        <Picture
          alt=""
          className="w-48"
          picture={{ src: "/missing.webp", width: 3, height: 4, thumbhash: "3OcRJYB4d3h/iIeHeEh3eIhw+j3A" }}
        />
      </Part>
      <ErrorBlock
        error={problem}
        title="Stopped at step 640."
        still="Step 600 is safe."
        onRetry={() => undefined}
        className="max-w-2xl"
      />
      <EmptyState icon={Images} title="Nothing here yet" action={<Button variant="primary">Create</Button>}>
        Create something, or bring pictures in.
      </EmptyState>
    </>
  );
}
