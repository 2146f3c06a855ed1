import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env.SAFELIGHT_URL ?? "http://127.0.0.1:8000";

/** Asks for the one font file that every page needs before the style sheet is read. */
function preloadFont(): Plugin {
  return {
    name: "preload-font",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /geist-latin-wght-normal.*\.woff2$/.test(name));
        if (!font) throw new Error("the Latin font file was not found in the bundle");
        const attrs = { rel: "preload", href: `/${font}`, as: "font", type: "font/woff2", crossorigin: "" };
        return [{ tag: "link", attrs, injectTo: "head" as const }];
      },
    },
  };
}

/** Swagger UI for /docs, which is no part of the app. */
function apiPages(): Plugin {
  const folder = new URL("./node_modules/swagger-ui-dist/", import.meta.url);
  return {
    name: "api-pages",
    apply: "build",
    generateBundle() {
      for (const [name, source] of [
        ["swagger-ui.js", "swagger-ui-bundle.js"],
        ["swagger-ui.css", "swagger-ui.css"],
        ["swagger-ui-LICENSE.txt", "LICENSE"], // Apache-2.0 wants both to go along
        ["swagger-ui-NOTICE.txt", "NOTICE"],
        ["swagger-ui-bundle.js.LICENSE.txt", "swagger-ui-bundle.js.LICENSE.txt"], // the script names it
      ] as const) {
        this.emitFile({
          type: "asset",
          fileName: `docs/${name}`,
          source: readFileSync(new URL(source, folder)),
        });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFont(), apiPages()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": { target: server, ws: true },
      "/socket.io": { target: server, ws: true },
      "/playground": { target: server, ws: true },
      "/files": { target: server },
      "/health": { target: server },
    },
  },
  build: {
    outDir: "../src/safelight/doors/web/static",
    emptyOutDir: true,
    target: ["chrome123", "edge123", "firefox128", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0, // the content policy allows no data: scripts or fonts
    modulePreload: { polyfill: false },
    manifest: ".vite/manifest.json",
    chunkSizeWarningLimit: 700, // scripts/bundle.mjs holds the real budget
  },
  test: {
    environment: "jsdom",
    setupFiles: "src/testing/setup.ts",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
