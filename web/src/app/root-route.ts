import { createRootRoute } from "@tanstack/react-router";

import { Frame } from "./Frame";
import { NotFound } from "./NotFound";

export const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
