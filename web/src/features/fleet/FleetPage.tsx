import { getRouteApi } from "@tanstack/react-router";

import { useMay } from "@/api/login";
import { PageHeader } from "@/components/PageHeader";
import { Tabs } from "@/components/ui/tabs";
import { useShortcuts } from "@/keys/hooks";

import { Agents } from "./agents/Agents";
import { Pods } from "./pods/Pods";
import { Rules } from "./rules/Rules";
import { Workers } from "./workers/Workers";

const route = getRouteApi("/fleet");

const WORKERS = [{ value: "workers", label: "Workers", content: <Workers /> }] as const;
const OF_ADMINS = [
  { value: "agents", label: "Machines", content: <Agents /> },
  { value: "pods", label: "Pods", content: <Pods /> },
  { value: "rules", label: "Rules", content: <Rules /> },
] as const;

/** Everything that computes for the studio, wherever it stands, and what is rented. */
export function FleetPage() {
  const admin = useMay("admin");
  const tabs = [...WORKERS, ...(admin ? OF_ADMINS : [])];
  const { tab: asked = "workers" } = route.useSearch();
  const tab = tabs.some(({ value }) => value === asked) ? asked : "workers";
  const navigate = route.useNavigate();
  const show = (next: typeof asked) => void navigate({ search: { tab: next }, replace: true });
  useShortcuts(
    tabs.map(({ value, label }, i) => ({
      id: `fleet ${value}`,
      keys: String(i + 1),
      label: `Show ${label.toLowerCase()}`,
      run: () => show(value),
    })),
  );
  return (
    <>
      <PageHeader
        title="Fleet"
        detail={!admin && "Admins add machines and rent pods; you see what computes."}
      />
      <Tabs label="Parts of the fleet" value={tab} onChange={show} tabs={tabs} />
    </>
  );
}
