import { getRouteApi } from "@tanstack/react-router";

import { PageHeader } from "@/components/PageHeader";
import { Tabs } from "@/components/ui/tabs";

import { About } from "./About";
import { Keyboard } from "./Keyboard";
import { Looks } from "./Looks";
import { Notifications } from "./Notifications";
import { Programs } from "./Programs";
import { StudioSettings } from "./StudioSettings";

const route = getRouteApi("/settings");

const GROUPS = [
  { value: "looks", label: "Looks", content: <Looks /> },
  { value: "keyboard", label: "Keyboard", content: <Keyboard /> },
  { value: "notifications", label: "Notifications", content: <Notifications /> },
  { value: "programs", label: "Programs", content: <Programs /> },
  { value: "studio", label: "Studio", content: <StudioSettings /> },
  { value: "about", label: "About", content: <About /> },
] as const;

/** No Save button: each change is kept at once. */
export function SettingsPage() {
  const { group = "looks" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title="Settings" detail="Each change is kept at once." />
      <Tabs
        label="Groups of settings"
        value={group}
        onChange={(next) => void navigate({ search: { group: next }, replace: true })}
        tabs={GROUPS}
      />
    </>
  );
}
