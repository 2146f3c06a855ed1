import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";

import { useLogin } from "@/api/login";
import { newQueryClient } from "@/api/query-client";
import { keys } from "@/keys/registry";
import { applyKeySettings } from "@/keys/settings";
import { applyLooks } from "@/lib/looks";
import { LiveContext } from "@/live/hooks";
import { Live } from "@/live/live";

import { registerLiveHandlers } from "./live-handlers";
import { registerNotifications } from "./notifications";
import { router } from "./routes";

const Entrance = lazy(() => import("@/features/entrance/Entrance"));

registerLiveHandlers();
registerNotifications();
const client = newQueryClient();
const live = new Live(client);

export function App() {
  const phase = useLogin((login) => login.phase);
  useEffect(() => {
    const stops = [applyLooks(), applyKeySettings(), keys.start(), live.start()];
    return () =>
      stops.forEach((stop) => {
        stop();
      });
  }, []);
  return (
    <QueryClientProvider client={client}>
      <LiveContext value={live}>
        {phase === "in" && <RouterProvider router={router} />}
        <Suspense>{(phase === "out" || phase === "setup") && <Entrance />}</Suspense>
      </LiveContext>
    </QueryClientProvider>
  );
}
