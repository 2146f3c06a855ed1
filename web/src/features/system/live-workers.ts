import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { workersQuery, type Worker } from "@/api/workers";
import { useTopics } from "@/live/hooks";

import { usedBytes } from "./memory-shares";

const LOOK = 1000;
const KEPT = 600; // ten minutes at one look a second

/** The workers, looked at once a second while the page is in front. */
export function useLiveWorkers() {
  useTopics(["workers"]);
  return useQuery({ ...workersQuery, refetchInterval: LOOK });
}

function usedShare(worker: Worker): number {
  return worker.memory_total > 0 ? usedBytes(worker) / worker.memory_total : 0;
}

/** Shares of memory in use over the last ten minutes, oldest first; it begins when the page is opened. */
export function useHistory(worker: Worker, at: number): readonly number[] {
  const [kept, setKept] = useState<{ at: number; points: readonly number[] }>({ at: 0, points: [] });
  if (kept.at !== at) setKept({ at, points: [...kept.points.slice(1 - KEPT), usedShare(worker)] });
  return kept.points;
}
