import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import * as search from "@/lib/search";

import { root } from "./root-route";

// What computes for the studio, and how the studio is set.

type Raw = Record<string, unknown>;

const FLEET_TABS = ["workers", "agents", "pods", "rules"] as const;
const SYSTEM_TABS = ["devices", "storage"] as const;
const SETTINGS = [
  "account",
  "keys",
  "usage",
  "looks",
  "keyboard",
  "notifications",
  "programs",
  "people",
  "providers",
  "storage",
  "studio",
  "audit",
  "about",
] as const;

const comfyui = createRoute({
  getParentRoute: () => root,
  path: "/comfyui",
  staticData: { title: "ComfyUI" },
  component: lazyRouteComponent(() => import("@/features/workflows/WorkflowsPage"), "WorkflowsPage"),
});

const workflow = createRoute({
  getParentRoute: () => root,
  path: "/comfyui/$name",
  staticData: { title: "ComfyUI", to: "/comfyui" },
  validateSearch: (raw: Raw) => search.clean({ job: search.text(raw, "job") }),
  component: lazyRouteComponent(() => import("@/features/workflows/WorkflowPage"), "WorkflowPage"),
});

const fleet = createRoute({
  getParentRoute: () => root,
  path: "/fleet",
  staticData: { title: "Fleet" },
  validateSearch: (raw: Raw) => search.clean({ tab: search.oneOf(raw, "tab", FLEET_TABS) }),
  component: lazyRouteComponent(() => import("@/features/fleet/FleetPage"), "FleetPage"),
});

const system = createRoute({
  getParentRoute: () => root,
  path: "/system",
  staticData: { title: "System" },
  validateSearch: (raw: Raw) => search.clean({ tab: search.oneOf(raw, "tab", SYSTEM_TABS) }),
  component: lazyRouteComponent(() => import("@/features/system/SystemPage"), "SystemPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  staticData: { title: "Settings" },
  validateSearch: (raw: Raw) => search.clean({ group: search.oneOf(raw, "group", SETTINGS) }),
  component: lazyRouteComponent(() => import("@/features/settings/SettingsPage"), "SettingsPage"),
});

export const studioRoutes = [comfyui, workflow, fleet, system, settings];
