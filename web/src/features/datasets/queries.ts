import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";

export type DatasetListed = Schemas["DatasetShown"];
export type Dataset = Schemas["DatasetDetail"];
export type DatasetPicture = Schemas["DatasetPictureShown"];
export type PicturesWhere = Schemas["PicturesWhere"];
export type PicturesChange = Schemas["PicturesChange"];
export type PicturesPage = Schemas["Page_DatasetPictureShown_"];
export type Split = DatasetPicture["split"];
export type Import = Schemas["ImportShown"];
export type Doctor = Schemas["DatasetDoctor"];
export type Findings = Schemas["DatasetFindings"];
export type Finding = Schemas["DatasetFinding"];
export type FindingKind = NonNullable<PicturesWhere["finding"]>;
export type Offer = Schemas["PicturesOffer"];
export type Version = Schemas["DatasetVersionShown"];
export type VersionDiff = Schemas["VersionDiff"];

export const SPLITS: readonly Split[] = ["train", "val", "test"];

interface ListFilter {
  search: string;
  /** Its id: only what it gathers. */
  project: string | undefined;
}

const PAGE = 60;
const PICTURES = 200;

export const datasetKeys = {
  all: ["datasets"] as const,
  one: (id: string) => ["datasets", "one", id] as const,
  pictures: (id: string) => ["datasets", "pictures", id] as const,
  doctor: (id: string) => ["datasets", "doctor", id] as const,
  imports: (id: string) => ["datasets", "imports", id] as const,
};

/** The path of a route of one dataset. */
export const of = (id: string) => ({ path: { id_or_name: id } });

export function datasetsQuery({ search, project }: ListFilter) {
  return infiniteQueryOptions({
    queryKey: ["datasets", "list", { search, project }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(search && { search }),
        ...(project && { project }),
        ...(pageParam && { after: pageParam }),
      };
      return answer(api.GET("/api/v1/datasets", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    ...liveQuery("datasets", "jobs"),
  });
}

export function datasetQuery(id: string) {
  return queryOptions({
    queryKey: datasetKeys.one(id),
    queryFn: ({ signal }) => answer(api.GET("/api/v1/datasets/{id_or_name}", { params: of(id), signal })),
    ...liveQuery("datasets", "classifiers", "jobs"),
  });
}

/** Pictures that pass a filter, page by page, in the order in which they came. */
export function picturesQuery(id: string, where: PicturesWhere) {
  return infiniteQueryOptions({
    queryKey: [...datasetKeys.pictures(id), where],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...where, limit: PICTURES, ...(pageParam && { after: pageParam }) };
      return answer(
        api.GET("/api/v1/datasets/{id_or_name}/pictures", { params: { ...of(id), query }, signal }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    ...liveQuery("datasets"),
  });
}

export function importsQuery(id: string) {
  return queryOptions({
    queryKey: datasetKeys.imports(id),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/datasets/{id_or_name}/imports", { params: of(id), signal })),
    ...liveQuery("datasets", "jobs"),
  });
}

export function doctorQuery(id: string) {
  return queryOptions({
    queryKey: datasetKeys.doctor(id),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/datasets/{id_or_name}/doctor", { params: of(id), signal })),
    placeholderData: keepPreviousData,
    ...liveQuery("datasets"),
  });
}

export function versionsQuery(id: string) {
  return queryOptions({
    queryKey: ["datasets", "versions", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/datasets/{id_or_name}/versions", { params: of(id), signal })),
    ...liveQuery("datasets", "classifiers"),
  });
}

/** What lies between a version and another, or the dataset as it is now. */
export function diffQuery(id: string, number: number, to: number | undefined) {
  return queryOptions({
    queryKey: ["datasets", "diff", id, number, to],
    queryFn: ({ signal }) => {
      const params = { path: { id_or_name: id, number }, query: to === undefined ? {} : { to } };
      return answer(api.GET("/api/v1/datasets/{id_or_name}/versions/{number}/diff", { params, signal }));
    },
    ...liveQuery("datasets"),
  });
}
