// A server for a built site, a browser to look at it, and the pages worth looking at.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const SITE = process.env.SITE ?? "";
export const LARGE = process.env.LARGE ?? SITE;
export const ARTIFACTS = new URL("./artifacts/", import.meta.url).pathname;
mkdirSync(ARTIFACTS, { recursive: true });

const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", json: "application/json", svg: "image/svg+xml", xml: "application/xml", csv: "text/csv", ndjson: "application/x-ndjson" };

/**
 * Serves a folder below a path, as a project page of a public host does, compressed as there.
 * @param {string} folder
 * @param {string} [below]
 */
export async function serve(folder, below = "/") {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    if (!path.startsWith(below)) return response.writeHead(404).end();
    let file = join(folder, normalize(path.slice(below.length)));
    if (file.endsWith("/") || path === below) file = join(file, "index.html");
    try {
      const body = await readFile(file);
      const type = TYPES[file.split(".").pop() ?? ""] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-encoding": "gzip" }).end(gzipSync(body));
    } catch {
      const body = existsSync(join(folder, "404.html")) ? await readFile(join(folder, "404.html")) : "";
      response.writeHead(404, { "content-type": TYPES.html }).end(body);
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { base: `http://127.0.0.1:${port}${below}`, close: () => server.close() };
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** Complaints of a page: console errors, policy violations, requests to other hosts. */
export function complaints(page, base) {
  const found = [];
  page.on("console", (message) => message.type() === "error" && found.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob|file|about):/.test(url)) found.push(`request: ${url}`);
  });
  return found;
}

/** The folders of a kind, largest page first. */
export function pagesOf(folder, kind, depth) {
  const found = [];
  const walk = (path, left) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const at = `${path}${entry.name}/`;
      if (left > 1) walk(at, left - 1);
      else if (existsSync(join(folder, at, "index.html"))) found.push({ at, size: statSync(join(folder, at, "index.html")).size });
    }
  };
  if (existsSync(join(folder, kind))) walk(`${kind}/`, depth);
  return found.sort((a, b) => b.size - a.size || (a.at < b.at ? -1 : 1));
}

/** One page of every kind, the largest of its kind. */
export function kinds(folder = SITE) {
  const largest = (kind, depth) => pagesOf(folder, kind, depth)[0]?.at;
  const technique = largest("techniques", 1) ?? "techniques/";
  const empty = techniquePages(folder).at(-1);
  const kinds = {
    home: "", techniques: "techniques/", technique, empty, guide: `${technique}guide/`, tactics: "tactics/", tactic: largest("tactics", 1),
    events: "events/", provider: largest("events", 1), event: largest("events", 2), fields: "fields/", field: largest("fields", 1),
    vendors: "vendors/", vendor: largest("vendors", 1), rule: largest("rules", 2), search: "search/?q=powershell", data: "data/",
    changes: "changes/", about: "about/", reading: "how-to-read/", missing: "404.html",
  };
  return Object.entries(kinds).filter(([, at]) => at !== undefined && (at === "" || existsSync(join(folder, at.split("?")[0]))));
}

/** The pages of techniques, largest first, without the addresses that only lead on. */
export const techniquePages = (folder) => pagesOf(folder, "techniques", 1).map((it) => it.at).filter((at) => !readFileSync(join(folder, at, "index.html"), "utf8").includes("data-onward"));
export const rulePages = (folder) => pagesOf(folder, "rules", 2).map((it) => it.at);
export const packed = (folder, path) => gzipSync(readFileSync(join(folder, path))).length;

/** Every HTML file of a folder. */
export async function allPages(folder) {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".html")).sort();
}
