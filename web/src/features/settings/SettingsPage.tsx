import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, type ReactNode } from "react";

import { useLogin, useMay } from "@/api/login";
import { PageHeader } from "@/components/PageHeader";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";

import { About } from "./About";
import { Keyboard } from "./Keyboard";
import { Looks } from "./Looks";
import { Notifications } from "./Notifications";
import { Programs } from "./Programs";
import { StudioSettings } from "./StudioSettings";

const AccountSettings = lazy(() => import("./account/AccountSettings"));
const AuditLog = lazy(() => import("./audit/AuditLog"));
const KeySettings = lazy(() => import("./keys/KeySettings"));
const Providers = lazy(() => import("./providers/Providers"));
const StorageSettings = lazy(() => import("./storage/StorageSettings"));
const People = lazy(() => import("./people/People"));
const Usage = lazy(() => import("./usage/Usage"));

const route = getRouteApi("/settings");

const later = (content: ReactNode) => <Suspense fallback={<Skeleton className="h-64" />}>{content}</Suspense>;

const OWN = [
  { value: "account", label: "Account", content: later(<AccountSettings />) },
  { value: "keys", label: "Keys", content: later(<KeySettings />) },
  { value: "usage", label: "Usage", content: later(<Usage />) },
] as const;
const OF_BROWSER = [
  { value: "looks", label: "Looks", content: <Looks /> },
  { value: "keyboard", label: "Keyboard", content: <Keyboard /> },
  { value: "notifications", label: "Notifications", content: <Notifications /> },
  { value: "programs", label: "Programs", content: <Programs /> },
] as const;
const PEOPLE = [{ value: "people", label: "People", content: later(<People />) }] as const;
const STUDIO = [
  { value: "providers", label: "Providers", content: later(<Providers />) },
  { value: "storage", label: "Storage", content: later(<StorageSettings />) },
  { value: "studio", label: "Studio", content: <StudioSettings /> },
] as const;
const AUDIT = [{ value: "audit", label: "Audit", content: later(<AuditLog />) }] as const;
const ABOUT = [{ value: "about", label: "About", content: <About /> }] as const;

/** No Save button: each change is kept at once. */
export function SettingsPage() {
  const own = useLogin((login) => login.me !== null);
  const admin = useMay("admin");
  const navigate = route.useNavigate();
  const groups = [
    ...(own ? OWN : []),
    ...OF_BROWSER,
    ...(admin ? [...PEOPLE, ...STUDIO] : []),
    ...AUDIT,
    ...ABOUT,
  ];
  const { group: asked = "looks" } = route.useSearch();
  const group = groups.some(({ value }) => value === asked) ? asked : "looks";
  return (
    <>
      <PageHeader title="Settings" detail="Each change is kept at once." />
      <Tabs
        label="Groups of settings"
        value={group}
        onChange={(next) => void navigate({ search: { group: next }, replace: true })}
        tabs={groups}
      />
    </>
  );
}
