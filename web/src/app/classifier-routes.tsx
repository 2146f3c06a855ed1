import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import * as search from "@/lib/search";

import { root } from "./root-route";

// Datasets, and the classifiers that learn from them.

type Raw = Record<string, unknown>;

const DATASET_TABS = ["pictures", "doctor", "versions"] as const;
const SPLITS = ["train", "val", "test"] as const;
const RUN_SORTS = [
  "newest",
  "oldest",
  "name",
  "accuracy",
  "top_k",
  "macro_f1",
  "auroc",
  "loss",
  "ece",
  "seconds",
] as const;

/** The tab that the place of a project opens with. */
function toRuns(project: string): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- a router's redirect is thrown by design
  throw redirect({ to: "/classifiers/$project/runs", params: { project }, replace: true });
}

const datasets = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  staticData: { title: "Datasets" },
  validateSearch: (raw: Raw) =>
    search.clean({
      q: search.text(raw, "q"),
      /** The id of a project: only what it gathers. */
      project: search.text(raw, "project"),
      /** A new one is being made. */
      add: search.flag(raw, "add"),
    }),
  component: lazyRouteComponent(() => import("@/features/datasets/DatasetsPage"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => root,
  path: "/datasets/$datasetId",
  staticData: { title: "Datasets", to: "/datasets" },
  validateSearch: (raw: Raw) =>
    search.clean({
      tab: search.oneOf(raw, "tab", DATASET_TABS),
      /** Which pictures are shown. */
      label: search.text(raw, "label"),
      split: search.oneOf(raw, "split", SPLITS),
      only: search.oneOf(raw, "only", ["findings", "excluded", "relabelled"]),
      finding: search.text(raw, "finding"),
      q: search.text(raw, "q"),
      /** The picture that is shown large. */
      at: search.text(raw, "at"),
      /** The version whose difference is shown. */
      v: search.integer(raw, "v"),
    }),
  component: lazyRouteComponent(() => import("@/features/datasets/DatasetPage"), "DatasetPage"),
});

const anyProject = createRoute({
  getParentRoute: () => root,
  path: "/classifiers",
  staticData: { title: "Classifiers" },
  beforeLoad: () => toRuns("all"),
});

// The head and the tabs of a project, "all" for every one; the tabs render in its <Outlet />.
const project = createRoute({
  getParentRoute: () => root,
  path: "/classifiers/$project",
  staticData: { title: "Classifiers", to: "/classifiers" },
  component: lazyRouteComponent(() => import("@/features/classifiers/frame/ProjectFrame"), "ProjectFrame"),
});

const start = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => toRuns(params.project),
});

const data = createRoute({
  getParentRoute: () => project,
  path: "data",
  component: lazyRouteComponent(() => import("@/features/classifiers/data/DataTab"), "DataTab"),
});

const setups = createRoute({
  getParentRoute: () => project,
  path: "setups",
  validateSearch: (raw: Raw) =>
    search.clean({
      /** Two setups whose difference is shown. */
      differ: search.list(raw, "differ"),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/setups/SetupsTab"), "SetupsTab"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/classifiers/$project/setups/$setupId",
  staticData: { title: "Classifiers", to: "/classifiers" },
  validateSearch: (raw: Raw) =>
    search.clean({
      /** Of a new one: the dataset that it is made for. */
      dataset: search.text(raw, "dataset"),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/setups/SetupPage"), "SetupPage"),
});

const runs = createRoute({
  getParentRoute: () => project,
  path: "runs",
  validateSearch: (raw: Raw) =>
    search.clean({
      q: search.text(raw, "q"),
      state: search.oneOf(raw, "state", ["queued", "placed", "running", "succeeded", "failed", "cancelled"]),
      tag: search.text(raw, "tag"),
      sweep: search.text(raw, "sweep"),
      sort: search.oneOf(raw, "sort", RUN_SORTS),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/runs/RunsTab"), "RunsTab"),
});

const run = createRoute({
  getParentRoute: () => root,
  path: "/classifiers/$project/runs/$runId",
  staticData: { title: "Classifiers", to: "/classifiers" },
  validateSearch: (raw: Raw) =>
    search.clean({
      split: search.oneOf(raw, "split", SPLITS),
      /** A cell of the matrix, "saw,knife": what was a saw and was taken for a knife. */
      cell: search.text(raw, "cell"),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/run/RunPage"), "RunPage"),
});

const compare = createRoute({
  getParentRoute: () => project,
  path: "compare",
  validateSearch: (raw: Raw) =>
    search.clean({
      /** Numbers of runs, with commas between. */
      runs: search.text(raw, "runs"),
      split: search.oneOf(raw, "split", SPLITS),
      /** Settings that are the same, too. */
      same: search.flag(raw, "same"),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/compare/CompareTab"), "CompareTab"),
});

const tryIt = createRoute({
  getParentRoute: () => project,
  path: "try",
  validateSearch: (raw: Raw) =>
    search.clean({
      /** The id of a run, or the name of a model on the shelf. */
      model: search.text(raw, "model"),
    }),
  component: lazyRouteComponent(() => import("@/features/classifiers/try/TryTab"), "TryTab"),
});

export const classifierRoutes = [
  datasets,
  dataset,
  anyProject,
  project.addChildren([start, data, setups, runs, compare, tryIt]),
  setup,
  run,
] as const;
