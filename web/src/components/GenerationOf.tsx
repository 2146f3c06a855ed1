import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { answer, api } from "@/api/client";
import type { Job } from "@/api/jobs";
import { usePreview } from "@/live/hooks";

import { Picture } from "./Picture";

/** The pictures of a generation: those that are made, and those in the making as they look now. */
export function GenerationOf({ id, job }: { id: string; job: Job }) {
  const { data } = useQuery({
    // The state is part of the key: the pictures are there once the job has ended.
    queryKey: ["generations", id, job.state],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/generations/{generation_id}", { params: { path: { generation_id: id } }, signal }),
      ),
    placeholderData: (before) => before,
    retry: false,
  });
  if (!data) return null;
  const places = Array.from({ length: data.plan.n }, (_, i) => i);
  return (
    <section aria-label="Pictures">
      <p className="mb-3 max-w-[68ch] text-lg">{data.prompt}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-1">
        {places.map((i) => {
          const picture = data.pictures[i];
          return (
            <li key={i}>
              {picture ? (
                <Link
                  to="/gallery/$pictureId"
                  params={{ pictureId: picture.id }}
                  aria-label={`Picture ${i + 1}`}
                >
                  <Picture picture={{ ...picture, src: picture.thumbnail_url }} alt="" first />
                </Link>
              ) : (
                <Developing jobId={job.id} index={i} ratio={data.plan.width / data.plan.height} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Developing({ jobId, index, ratio }: { jobId: string; index: number; ratio: number }) {
  const preview = usePreview(jobId, index);
  return (
    <div className="overflow-hidden rounded-print bg-bg-3" style={{ aspectRatio: ratio }}>
      {preview && <img src={preview.url} alt={`Number ${index + 1} in the making`} className="size-full" />}
    </div>
  );
}
