import type { Finding, StorageShown } from "./queries";

export const KINDS: Record<StorageShown["kind"], string> = {
  folder: "A folder of this machine",
  s3: "S3",
  supabase: "Supabase",
  google: "Google Cloud Storage",
  azure: "Azure Blob Storage",
};

export const AREAS: Record<StorageShown["areas"][number]["name"], string> = {
  pictures: "Pictures and films",
  references: "Pictures that characters are learnt from",
  loras: "LoRAs",
  models: "Models",
  datasets: "Datasets",
  checkpoints: "Saved steps of trainings",
  runs: "Classifier runs",
  uploads: "Uploads",
  other: "Everything else",
};

const STEPS: Readonly<Record<string, string>> = {
  reach: "It answers",
  write: "Writing",
  read: "Reading back",
  list: "Listing",
  link: "Links to files",
  upload: "Uploads straight to it",
  clock: "Clocks",
  browsers: "What browsers may",
  delete: "Deleting",
};

export const stepWords = ({ name }: Pick<Finding, "name">) => STEPS[name] ?? name;
