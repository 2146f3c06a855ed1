import { getRouteApi } from "@tanstack/react-router";

import { PageHeader } from "@/components/PageHeader";
import { Tabs } from "@/components/ui/tabs";

import { Devices } from "./Devices";
import { StorageTab } from "./StorageTab";
import { Workers } from "./Workers";

const route = getRouteApi("/system");

const TABS = [
  { value: "devices", label: "Devices", content: <Devices /> },
  { value: "workers", label: "Workers", content: <Workers /> },
  { value: "storage", label: "Storage", content: <StorageTab /> },
] as const;

/** What computes, how full it is, and what everything stands on. */
export function SystemPage() {
  const { tab = "devices" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title="System" />
      <Tabs
        label="Parts of the system"
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={TABS}
      />
    </>
  );
}
