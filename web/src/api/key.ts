import { create } from "zustand";
import { persist } from "zustand/middleware";

interface ApiKey {
  /** The server's API key, sent with each request; null where the server asks for none. */
  key: string | null;
  /** The server has refused the last request: the key dialog is open. */
  wanted: boolean;
  give: (key: string | null) => void;
  want: (wanted: boolean) => void;
}

export const useApiKey = create<ApiKey>()(
  persist(
    (set) => ({
      key: null,
      wanted: false,
      give: (key) => set({ key, wanted: false }),
      want: (wanted) => set({ wanted }),
    }),
    { name: "safelight.key", partialize: ({ key }) => ({ key }) },
  ),
);

export function authHeaders(): Record<string, string> {
  const { key } = useApiKey.getState();
  return key ? { Authorization: `Bearer ${key}` } : {};
}
