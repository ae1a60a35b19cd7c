// A folder for the profiles of all browsers. It is removed when all tests are over: a browser that was closed still
// writes into its profile for a moment.

import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    profiles: string;
  }
}

export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rootcast-chromium-"));
  project.provide("profiles", folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
