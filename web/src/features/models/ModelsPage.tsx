import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useEffect, useEffectEvent } from "react";

import { useMay } from "@/api/login";
import { systemQuery } from "@/api/system";
import { useFileDrop } from "@/components/DropZone";
import { PageHeader } from "@/components/PageHeader";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { bytes, count } from "@/lib/format";
import { useTopics } from "@/live/hooks";

import { looksLikeModel } from "./add/source";
import { Downloads } from "./downloads/Downloads";
import { shelfQuery } from "./queries";
import { Shelf } from "./Shelf";
import { sizeOf } from "./shelf";
import { Uploads } from "./Uploads";
import { modelUploads } from "./uploads";

const AddModel = lazy(() => import("./add/AddModel"));
const route = getRouteApi("/models");
const ONLY_ADMINS = "Only admins add models";

/** The models of this studio, what is on its way here, and the way in for more. */
export function ModelsPage() {
  useTopics(["models", "workers", "jobs"]);
  const { add, url } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery(shelfQuery);
  const { data: system } = useQuery(systemQuery);

  const admin = useMay("admin");
  const open = (pasted?: string) =>
    admin &&
    void navigate({ search: (search) => ({ ...search, add: true, ...(pasted && { url: pasted }) }) });
  const close = () =>
    void navigate({ search: ({ q, kind, family }) => ({ q, kind, family }), replace: true });
  usePastedModel(open);
  const drop = useFileDrop(admin ? sendFiles : () => say(ONLY_ADMINS), "Drop .safetensors files to add them");
  return (
    <>
      {drop}
      <PageHeader
        title="Models"
        detail={
          <span className="tabular-nums">
            {data && `${count(data.items.length, "model")}, ${bytes(sizeOf(data.items))}`}
            {data && system && ` · ${bytes(system.disk.free)} free`}
          </span>
        }
        actions={
          <Button
            variant="primary"
            keys="A"
            disabled={!admin}
            title={admin ? undefined : ONLY_ADMINS}
            onClick={() => open()}
          >
            <Plus aria-hidden /> Add a model
          </Button>
        }
      />
      <Downloads />
      <Uploads />
      <Shelf onAdd={() => open()} />
      {admin && (add ?? url) && (
        <Suspense>
          <AddModel key={url} url={url} onClose={close} onFiles={sendFiles} />
        </Suspense>
      )}
    </>
  );
}

function sendFiles(files: File[]): void {
  const good = files.filter(({ name }) => name.toLowerCase().endsWith(".safetensors"));
  modelUploads.add(good);
  if (good.length < files.length)
    say("Only .safetensors files can be added: other kinds may hold code, or are no models.");
}

/** An address or id of a model that is pasted anywhere on the page is looked at. */
function usePastedModel(found: (text: string) => void): void {
  const take = useEffectEvent((event: ClipboardEvent) => {
    if (event.target instanceof Element && event.target.matches("input, textarea, [contenteditable]")) return;
    const text = event.clipboardData?.getData("text").trim() ?? "";
    if (!looksLikeModel(text)) return;
    event.preventDefault();
    found(text);
  });
  useEffect(() => {
    const listen = (event: ClipboardEvent) => take(event);
    window.addEventListener("paste", listen);
    return () => window.removeEventListener("paste", listen);
  }, []);
}
