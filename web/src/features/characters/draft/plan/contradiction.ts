import { Problem } from "@/api/problem";
import fields from "@/api/training-fields.json";

/** What the server says of two settings that contradict each other; undefined where a plan failed for another cause. */
export function contradiction(error: unknown): Problem | undefined {
  const named = error instanceof Problem && error.errors.some(({ field }) => field in fields);
  return named ? error : undefined;
}
