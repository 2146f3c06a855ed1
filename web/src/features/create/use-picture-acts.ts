import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { pictureQuery } from "@/api/gallery";
import { modelsQuery } from "@/api/shelf";
import { usePictureActions } from "@/components/PictureGrid/use-picture-actions";
import type { WorkKind } from "@/components/PictureWork/WorkOnPicture";
import { say, sayFailed } from "@/components/toast";
import { saveFrom } from "@/lib/save-file";

import { shortest, withoutImage, type Model, type Spec } from "./form";
import { generationKey, specOf, type Generation, type MadePicture } from "./queries";
import { useForm, useSession } from "./store";
import { useCreate } from "./use-create";

/** What can be done with a picture that is there. */
export function usePictureActs() {
  const client = useQueryClient();
  const gallery = usePictureActions();
  const create = useCreate();
  return useMemo(() => {
    const again = (seed: "same" | "new") => (picture: MadePicture) =>
      void create(
        { again: picture.id, seed, sha256: picture.sha256 },
        { n: 1, width: picture.width, height: picture.height },
      );

    async function withSpec(picture: MadePicture, does: (spec: Spec, model: Model | undefined) => void) {
      try {
        const [spec, models] = await Promise.all([specOf(picture, client), client.query(modelsQuery)]);
        does(
          spec,
          models.find(({ name }) => name === spec.model),
        );
      } catch (error) {
        sayFailed("The recipe was not read.", error);
      }
    }

    const reuse = (picture: MadePicture) =>
      withSpec(picture, (spec, model) => {
        // A seed would only draw the same picture, which has a button of its own.
        useForm.getState().fill({ ...shortest(spec, model), seed: null });
        say("Its recipe is in the form, with a random seed.");
      });

    const copy = (picture: MadePicture) =>
      withSpec(picture, (spec, model) => useSession.getState().copy(shortest(spec, model)));

    async function favourite({ id }: MadePicture): Promise<void> {
      try {
        const { favourite: on } = await client.query(pictureQuery(id));
        await gallery.favourite({ ids: [id] }, !on, true);
      } catch (error) {
        sayFailed("The star was not changed.", error);
      }
    }

    async function download({ id }: MadePicture): Promise<void> {
      try {
        saveFrom((await client.query(pictureQuery(id))).download_url);
      } catch (error) {
        sayFailed("The picture was not saved.", error);
      }
    }

    function bin({ id }: MadePicture, generation: Generation): void {
      client.setQueryData<Generation>(
        generationKey(generation.id),
        (now) => now && { ...now, pictures: now.pictures.filter((picture) => picture.id !== id) },
      );
      gallery.bin({ ids: [id] });
    }

    function startFrom({ id }: MadePicture): void {
      useForm.getState().change({ ...withoutImage(), image: id });
      say("The next pictures start from it.");
    }

    const work = (kind: WorkKind) => (picture: MadePicture) => useSession.getState().work({ kind, picture });

    return {
      vary: again("new"),
      again: again("same"),
      reuse,
      copy,
      favourite,
      download,
      bin,
      startFrom,
      video: work("video"),
      resize: work("resize"),
    };
  }, [client, create, gallery]);
}

export type PictureActs = ReturnType<typeof usePictureActs>;
