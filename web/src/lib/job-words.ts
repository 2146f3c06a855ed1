import { about, bytes, count, number } from "./format";

/** What these words need to know of a job. */
interface JobFacts {
  kind: string;
  /** What its submitter called it: "Learn Ada". */
  title?: string;
  state: string;
  position: number | null;
  cancel_requested: boolean;
  progress: {
    stage?: string | null;
    step?: number;
    total?: number;
    fraction?: number;
    eta_seconds?: number | null;
    message?: string | null;
  };
  failure?: { message: string } | null;
}

/** The server counts the queue so far and no further. */
const MOST_AHEAD = 1000;

const KINDS: Record<string, string> = {
  character: "Learning a character",
  generation: "Creating pictures",
  download: "Getting a model",
  load: "Loading a model",
  unload: "Unloading a model",
  convert: "Converting a model",
  video: "Making a film",
  edit: "Changing a size",
};

/** Jobs whose steps are bytes; those of any other job are while it brings its model into memory. */
const IN_BYTES: ReadonlySet<string> = new Set(["download", "load"]);

const inBytes = ({ kind, progress }: Pick<JobFacts, "kind" | "progress">) =>
  IN_BYTES.has(kind) || progress.message?.startsWith("Loading ") === true;

const STAGES: Record<string, string> = {
  check: "Looking at the pictures",
  crop: "Cropping",
  caption: "Describing the pictures",
  prepare: "Preparing",
  fetch: "Getting the model",
  shelve: "Putting it on the shelf",
  load: "Loading",
  train: "Learning",
  sample: "Trying out",
  save: "Saving",
  register: "Saving",
  draw: "Creating",
  animate: "Moving the picture",
  edit: "Changing the size",
  write: "Writing the file",
  unload: "Freeing memory",
};

/** What the job does: "Learn Ada"; without a name of its own, "Learning a character". */
export function jobTitle({ kind, title }: Pick<JobFacts, "kind" | "title">): string {
  if (title) return title;
  return KINDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll("_", " ");
}

/** What it does at this moment: "Learning", "Trying out". */
export function stageWords(stage: string): string {
  return STAGES[stage] ?? stage.charAt(0).toUpperCase() + stage.slice(1).replaceAll("_", " ");
}

/** "Step 320 of 1,500, about 4 min left" */
export function progressWords(job: Pick<JobFacts, "kind" | "progress">): string {
  const { step = 0, total = 0, fraction = 0, eta_seconds: left } = job.progress;
  const done = inBytes(job)
    ? `${bytes(step)} of ${bytes(total)}`
    : `Step ${number(step)} of ${number(total)}`;
  const steps = total > 1 ? done : "";
  const time = left == null ? (fraction > 0 ? "" : "Working out the time") : `${about(left)} left`;
  const words = [steps, time].filter(Boolean).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where the job stands, in one sentence. */
export function jobSentence(job: JobFacts): string {
  if (job.state === "succeeded") return "Done";
  if (job.state === "cancelled") return "Stopped";
  if (job.state === "failed") return job.failure?.message ?? "Failed";
  if (job.cancel_requested) return "Stopping…";
  if (job.state === "queued") {
    const ahead = (job.position ?? 1) - 1;
    if (ahead >= MOST_AHEAD) return `Waiting, at least ${count(ahead, "job")} ahead`;
    return ahead > 0 ? `Waiting, ${count(ahead, "job")} ahead` : "Waiting for a free worker";
  }
  if (job.state === "placed") return "Starting";
  const words = progressWords(job);
  const stage = job.progress.stage ? stageWords(job.progress.stage) : jobTitle(job);
  return words ? `${stage}. ${words}` : stage;
}

/** Stages that are what the job is about: its title says them already. */
const MAIN_STAGES: ReadonlySet<string> = new Set(["train", "draw"]);

/** All of it in one line: "Learning a character · Step 320 of 1,500, about 4 min left" */
export function jobLine(job: JobFacts): string {
  const { stage } = job.progress;
  const main = job.state === "running" && !job.cancel_requested && (!stage || MAIN_STAGES.has(stage));
  return [jobTitle(job), main ? progressWords(job) : jobSentence(job)].filter(Boolean).join(" · ");
}
