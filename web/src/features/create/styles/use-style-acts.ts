import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { say, sayFailed } from "@/components/toast";
import { count } from "@/lib/format";
import { saveBlob } from "@/lib/save-file";

import { useForm } from "../store";
import {
  copyStyle,
  createStyle,
  deleteStyle,
  drawMissing,
  drawStyle,
  exportedStyles,
  stylesKey,
  type Style,
} from "./queries";

/** What can be done with a style besides choosing it. */
export function useStyleActs(model: string | null) {
  const client = useQueryClient();
  return useMemo(() => {
    const fresh = () => client.invalidateQueries({ queryKey: stylesKey });
    const attempt = async <T>(failed: string, does: () => Promise<T>): Promise<T | undefined> => {
      try {
        const done = await does();
        await fresh();
        return done;
      } catch (error) {
        sayFailed(failed, error);
        return undefined;
      }
    };
    return {
      copy: ({ id }: Style) => attempt("The style was not copied.", () => copyStyle(id)),
      draw: ({ id }: Style) => attempt("Its thumbnail is not drawn.", () => drawStyle(id, model)),
      drawAll: async () => {
        const jobs = await attempt("The thumbnails are not drawn.", () => drawMissing(model));
        if (jobs) say(`${count(jobs.items.length, "thumbnail")} in the queue`);
      },
      /** What brings it back, if it is gone: a sheet lies over toasts, and tells it itself. */
      remove: async ({
        id,
        name,
        group,
        prompt,
        negative_prompt,
      }: Style): Promise<(() => void) | undefined> => {
        const { form, change } = useForm.getState();
        const gone = await attempt("The style is still there.", async () => {
          await deleteStyle(id);
          return true;
        });
        if (!gone) return undefined;
        change({ styles: form.styles.filter((one) => one !== name) });
        return () =>
          void attempt("The style is gone.", () => createStyle({ name, group, prompt, negative_prompt }));
      },
      save: async () => {
        try {
          saveBlob(await exportedStyles(), "safelight-styles.json");
        } catch (error) {
          sayFailed("The styles were not saved to a file.", error);
        }
      },
    };
  }, [client, model]);
}

export type StyleActs = ReturnType<typeof useStyleActs>;
