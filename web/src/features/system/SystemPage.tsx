import { getRouteApi } from "@tanstack/react-router";

import { PageHeader } from "@/components/PageHeader";
import { Tabs } from "@/components/ui/tabs";
import { useShortcuts } from "@/keys/hooks";

import { Devices } from "./Devices";
import { StorageTab } from "./StorageTab";

const route = getRouteApi("/system");

const TABS = [
  { value: "devices", label: "Devices", content: <Devices /> },
  { value: "storage", label: "Storage", content: <StorageTab /> },
] as const;

/** What computes, how full it is, and what everything stands on. */
export function SystemPage() {
  const { tab = "devices" } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (next: (typeof TABS)[number]["value"]) =>
    void navigate({ search: { tab: next }, replace: true });
  useShortcuts(
    TABS.map(({ value, label }, i) => ({
      id: `system ${value}`,
      keys: String(i + 1),
      label: `Show ${label.toLowerCase()}`,
      run: () => show(value),
    })),
  );
  return (
    <>
      <PageHeader title="System" />
      <Tabs label="Parts of the system" value={tab} onChange={show} tabs={TABS} />
    </>
  );
}
