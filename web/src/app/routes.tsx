import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { readGallerySearch } from "@/lib/gallery-search";
import * as search from "@/lib/search";

import { classifierRoutes } from "./classifier-routes";
import { PageError } from "./PageError";
import { root } from "./root-route";
import { studioRoutes } from "./studio-routes";

type Raw = Record<string, unknown>;

const TABS = ["try", "versions", "pictures", "learned-from", "use"] as const;

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a router's redirect is thrown by design
    throw redirect({ to: "/create", replace: true });
  },
});

const create = createRoute({
  getParentRoute: () => root,
  path: "/create",
  staticData: { title: "Create" },
  validateSearch: (raw: Raw) =>
    search.clean({
      /** Characters, with their versions: "ada@v3" */
      c: search.list(raw, "c"),
      model: search.text(raw, "model"),
      /** A picture whose recipe fills the form */
      from: search.text(raw, "from"),
      /** A picture to start from */
      start: search.text(raw, "start"),
      /** A recipe taken with its seed */
      seed: search.integer(raw, "seed"),
    }),
  component: lazyRouteComponent(() => import("@/features/create/CreatePage"), "CreatePage"),
});

const gallery = createRoute({
  getParentRoute: () => root,
  path: "/gallery",
  staticData: { title: "Gallery" },
  validateSearch: readGallerySearch,
  component: lazyRouteComponent(() => import("@/features/gallery/GalleryPage"), "GalleryPage"),
});

// Laid over the grid, which stays mounted and keeps its place: GalleryPage renders an <Outlet />.
const picture = createRoute({
  getParentRoute: () => gallery,
  path: "$pictureId",
  component: lazyRouteComponent(() => import("@/features/gallery/PicturePage"), "PicturePage"),
});

const bin = createRoute({
  getParentRoute: () => root,
  path: "/gallery/bin",
  staticData: { title: "Bin" },
  component: lazyRouteComponent(() => import("@/features/gallery/BinPage"), "BinPage"),
});

const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  staticData: { title: "Compare" },
  validateSearch: (raw: Raw) => search.clean({ ids: search.list(raw, "ids") }),
  component: lazyRouteComponent(() => import("@/features/gallery/ComparePage"), "ComparePage"),
});

const characters = createRoute({
  getParentRoute: () => root,
  path: "/characters",
  staticData: { title: "Characters" },
  validateSearch: (raw: Raw) =>
    search.clean({
      q: search.text(raw, "q"),
      sort: search.oneOf(raw, "sort", ["used", "new", "name"]),
      /** The id of a project: only what it gathers. */
      project: search.text(raw, "project"),
    }),
  component: lazyRouteComponent(() => import("@/features/characters/CharactersPage"), "CharactersPage"),
});

const newCharacter = createRoute({
  getParentRoute: () => root,
  path: "/characters/new/$draftId",
  staticData: { title: "New character" },
  component: lazyRouteComponent(() => import("@/features/characters/NewCharacterPage"), "NewCharacterPage"),
});

const character = createRoute({
  getParentRoute: () => root,
  path: "/characters/$characterId",
  staticData: { title: "Characters", to: "/characters" },
  validateSearch: (raw: Raw) =>
    search.clean({
      tab: search.oneOf(raw, "tab", TABS),
      /** A version whose steps are open, or where it comes from. */
      version: search.integer(raw, "version"),
      lineage: search.flag(raw, "lineage"),
    }),
  component: lazyRouteComponent(() => import("@/features/characters/CharacterPage"), "CharacterPage"),
});

const grid = createRoute({
  getParentRoute: () => root,
  path: "/characters/$characterId/grid/$version",
  staticData: { title: "Characters", to: "/characters" },
  validateSearch: (raw: Raw) => search.clean({ job: search.text(raw, "job") }),
  component: lazyRouteComponent(() => import("@/features/characters/GridPage"), "GridPage"),
});

const trainAgain = createRoute({
  getParentRoute: () => root,
  path: "/characters/$characterId/plan",
  staticData: { title: "Characters", to: "/characters" },
  component: lazyRouteComponent(() => import("@/features/characters/NewCharacterPage"), "TrainAgainPage"),
});

const training = createRoute({
  getParentRoute: () => root,
  path: "/characters/$characterId/training",
  staticData: { title: "Characters", to: "/characters" },
  validateSearch: (raw: Raw) =>
    search.clean({
      job: search.text(raw, "job"),
      step: search.integer(raw, "step"),
      prompt: search.integer(raw, "prompt"),
    }),
  component: lazyRouteComponent(() => import("@/features/characters/TrainingPage"), "TrainingPage"),
});

const queue = createRoute({
  getParentRoute: () => root,
  path: "/queue",
  staticData: { title: "Queue" },
  component: lazyRouteComponent(() => import("@/features/queue/QueuePage"), "QueuePage"),
});

const job = createRoute({
  getParentRoute: () => root,
  path: "/queue/$jobId",
  staticData: { title: "Queue", to: "/queue" },
  component: lazyRouteComponent(() => import("@/features/queue/JobPage"), "JobPage"),
});

const models = createRoute({
  getParentRoute: () => root,
  path: "/models",
  staticData: { title: "Models" },
  validateSearch: (raw: Raw) =>
    search.clean({
      q: search.text(raw, "q"),
      kind: search.text(raw, "kind"),
      family: search.text(raw, "family"),
      /** Adding a model is open; with what is to be fetched, if it was pasted. */
      add: search.flag(raw, "add"),
      url: search.text(raw, "url"),
    }),
  component: lazyRouteComponent(() => import("@/features/models/ModelsPage"), "ModelsPage"),
});

const model = createRoute({
  getParentRoute: () => root,
  path: "/models/$name",
  staticData: { title: "Models", to: "/models" },
  component: lazyRouteComponent(() => import("@/features/models/ModelPage"), "ModelPage"),
});

// All shared components on one page, to look at them; not part of a build.
const kit = createRoute({
  getParentRoute: () => root,
  path: "/kit",
  staticData: { title: "Kit" },
  ...(import.meta.env.DEV && { component: lazyRouteComponent(() => import("./kit/KitPage"), "KitPage") }),
});

const tree = root.addChildren([
  home,
  create,
  gallery.addChildren([picture]),
  bin,
  compare,
  characters,
  newCharacter,
  character,
  grid,
  trainAgain,
  training,
  ...classifierRoutes,
  queue,
  job,
  models,
  model,
  ...studioRoutes,
  ...(import.meta.env.DEV ? [kit] : []),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** The section's name in the head and in the tab. */
    title?: string;
    /** Where the section's name leads, on pages inside it. */
    to?: "/characters" | "/classifiers" | "/comfyui" | "/datasets" | "/models" | "/queue";
  }
}
