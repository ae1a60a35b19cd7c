import { defineConfig } from "vitest/config";

// One script and one style sheet, without a hash in their names: the binary embeds them and inlines them in a page.
export default defineConfig({
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    lib: {
      entry: "src/main.ts",
      name: "rootcastBrief",
      formats: ["iife"],
      fileName: () => "brief.js",
      cssFileName: "brief",
    },
  },
  test: { include: ["test/unit/**/*.test.ts"] },
});
