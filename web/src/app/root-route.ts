import { createRootRoute, lazyRouteComponent } from "@tanstack/react-router";

import { Frame } from "./Frame";

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: lazyRouteComponent(() => import("./NotFound"), "NotFound"),
});
