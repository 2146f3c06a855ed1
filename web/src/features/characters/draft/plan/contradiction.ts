import fields from "@/api/fields.json";
import { Problem } from "@/api/problem";

/** What the server says of two settings that contradict each other; undefined where a plan failed for another cause. */
export function contradiction(error: unknown): Problem | undefined {
  const named = error instanceof Problem && error.errors.some(({ field }) => field in fields.TrainOverrides);
  return named ? error : undefined;
}
