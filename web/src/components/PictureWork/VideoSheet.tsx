import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Film as FilmIcon } from "lucide-react";
import { useState } from "react";

import { modelsQuery, ofKind } from "@/api/shelf";
import { beginVideo } from "@/api/work";

import { EmptyState } from "../EmptyState";
import { Button } from "../ui/button";
import { Sheet } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { Slider } from "../ui/slider";
import { useWork } from "./use-work";
import type { WorkPicture } from "./WorkOnPicture";
import { WorkSheet } from "./WorkSheet";

const MOTION = [
  { at: 40, word: "calm" },
  { at: 127, word: "usual" },
  { at: 210, word: "lively" },
];
const USUAL = 127;

/** Lets a picture move. */
export default function VideoSheet({ picture, onClose }: { picture: WorkPicture; onClose: () => void }) {
  const { data: models } = useQuery(modelsQuery);
  const films = ofKind(models, "video");
  const [model, setModel] = useState<string>();
  const [motion, setMotion] = useState(USUAL);
  const [frames, setFrames] = useState("");
  const [fps, setFps] = useState("");
  const name = model ?? films[0]?.name;
  const wrong = numberProblem(frames, 2, 250) ?? numberProblem(fps, 1, 60);
  const work = useWork((intent) =>
    beginVideo(
      {
        image: picture.id,
        ...(name && { model: name }),
        ...(motion !== USUAL && { motion_bucket_id: motion }),
        ...(frames && { num_frames: Number(frames) }),
        ...(fps && { fps: Number(fps) }),
      },
      intent,
    ),
  );
  if (models && films.length === 0) return <NoModel onClose={onClose} />;
  return (
    <WorkSheet title="Make a video" act="Make the video" work={work} unless={wrong} onClose={onClose}>
      <img src={picture.thumbnail_url} alt="" className="max-h-40 justify-self-start rounded-print" />
      {!models && <Skeleton className="h-40" />}
      {films.length > 1 && (
        <Field label="Model">
          <Select
            value={name}
            onChange={setModel}
            options={films.map((each) => ({ value: each.name, label: each.title ?? each.name }))}
          />
        </Field>
      )}
      <div className="grid gap-1.5">
        <span aria-hidden className="font-medium">
          How much moves
        </span>
        <Slider label="How much moves" min={1} max={255} stops={MOTION} value={motion} onChange={setMotion} />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Frames" note="num_frames">
          <Input
            inputMode="numeric"
            placeholder="the model's own"
            value={frames}
            onChange={({ target }) => setFrames(target.value)}
          />
        </Field>
        <Field label="Frames a second" note="fps">
          <Input
            inputMode="decimal"
            placeholder="the model's own"
            value={fps}
            onChange={({ target }) => setFps(target.value)}
          />
        </Field>
      </div>
    </WorkSheet>
  );
}

function numberProblem(text: string, least: number, most: number): string | undefined {
  const value = Number(text);
  const fine = text === "" || (Number.isFinite(value) && value >= least && value <= most);
  return fine ? undefined : `Numbers between ${least} and ${most}, or nothing.`;
}

function NoModel({ onClose }: { onClose: () => void }) {
  return (
    <Sheet open onOpenChange={onClose} title="Make a video">
      <EmptyState
        icon={FilmIcon}
        title="No video model is installed."
        action={
          <Button variant="primary" asChild>
            <Link to="/models" onClick={onClose}>
              Get one
            </Link>
          </Button>
        }
      >
        Stable Video Diffusion lets a picture move for a few seconds. In Models, download
        stabilityai/stable-video-diffusion-img2vid-xt, or any image-to-video model of diffusers.
      </EmptyState>
    </Sheet>
  );
}
