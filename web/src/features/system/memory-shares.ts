import type { Worker } from "@/api/workers";

type Held = NonNullable<NonNullable<Worker["facts"]>["models"]>[number];

export interface Share {
  key: string;
  words: string;
  bytes: number;
  look: "running" | "held" | "own" | "others";
}

/** Bytes in use on a worker's device, by whatever. */
export function usedBytes({ memory_used, memory_total, memory_free }: Worker): number {
  return memory_used ?? Math.max(0, memory_total - memory_free);
}

/** Who has the memory of a device: each model, the rest of the worker, other programs. What is left is free. */
export function sharesOf(worker: Worker): Share[] {
  const models = worker.facts?.models ?? [];
  const used = usedBytes(worker);
  const held = models.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const reserved = Math.max(held, worker.facts?.memory_reserved_bytes ?? held);
  const shares: Share[] = models.map((model) => ({
    key: `model ${model.name}`,
    words: model.name,
    bytes: model.size_bytes,
    look: model.running ? "running" : "held",
  }));
  shares.push(
    { key: "own", words: "the worker itself", bytes: Math.min(reserved, used) - held, look: "own" },
    { key: "others", words: "other programs", bytes: used - reserved, look: "others" },
  );
  return shares.filter(({ bytes }) => bytes > 0);
}

/** Models that nobody uses and nobody pinned: their memory can be had back. */
export function idleModels({ facts }: Worker): Held[] {
  return (facts?.models ?? []).filter(({ running, pinned }) => !running && !pinned);
}
