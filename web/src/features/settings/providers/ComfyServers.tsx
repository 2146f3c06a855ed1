import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { settingsQuery } from "@/api/system";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Skeleton } from "@/components/ui/skeleton";

const code = "font-mono text-sm";

/** The addresses of ComfyUI servers; they stand in the studio's settings. */
export function ComfyServers() {
  const { data: settings, error } = useQuery(settingsQuery);
  const value = settings?.find(({ name }) => name === "comfyui_servers")?.value;
  const addresses =
    typeof value === "string"
      ? value
          .split(",")
          .map((each) => each.trim())
          .filter(Boolean)
      : [];
  return (
    <section aria-labelledby="comfyui" className="grid gap-2">
      <h2 id="comfyui" className="text-lg">
        ComfyUI
      </h2>
      {error && <ErrorBlock error={error} title="The settings did not arrive." />}
      {!settings && !error && <Skeleton className="h-8" />}
      {addresses.length > 0 && (
        <ul aria-label="Addresses of ComfyUI">
          {addresses.map((address) => (
            <li key={address} className="break-all">
              <code className={code}>{address}</code>
            </li>
          ))}
        </ul>
      )}
      <p className="max-w-[68ch] text-text-2">
        {settings && addresses.length === 0 && "No server is set. "}
        The addresses stand in <code className={code}>SAFELIGHT_COMFYUI_SERVERS</code>, with commas between,
        and hold from the studio’s next start on. How each answers is at{" "}
        <Link to="/comfyui" className="text-text-1 underline underline-offset-4">
          ComfyUI
        </Link>
        .
      </p>
    </section>
  );
}
