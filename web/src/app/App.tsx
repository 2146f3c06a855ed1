import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";

import { newQueryClient } from "@/api/query-client";
import { keys } from "@/keys/registry";
import { applyKeySettings } from "@/keys/settings";
import { applyLooks } from "@/lib/looks";
import { LiveContext } from "@/live/hooks";
import { Live } from "@/live/live";

import { registerLiveHandlers } from "./live-handlers";
import { registerNotifications } from "./notifications";
import { router } from "./routes";

registerLiveHandlers();
registerNotifications();
const client = newQueryClient();
const live = new Live(client);

export function App() {
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
        <RouterProvider router={router} />
      </LiveContext>
    </QueryClientProvider>
  );
}
