import { ComfyServers } from "./ComfyServers";
import { RunPod } from "./RunPod";

/** Whom the studio asks for machines: those who rent them out, and ComfyUI servers. */
export default function Providers() {
  return (
    <div className="grid max-w-3xl gap-8 pt-1">
      <RunPod />
      <ComfyServers />
    </div>
  );
}
