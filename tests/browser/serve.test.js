// A page that is open while its rules are written.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complaints, launch } from "./site.js";

const GEN = process.env.GEN ?? "";
const PROJECT = new URL("../../", import.meta.url).pathname;
const TECHNIQUE = "techniques/T1204.002/";
const skip = existsSync(GEN) ? false : "the program has not been built";

let folder, gen, base, browser, page, found;

/** Starts the preview of a copy of the starter site. */
async function start(port = 0) {
  gen = spawn(GEN, ["serve", "-p", String(port), "--message-format", "json"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: gen.stdout })) return JSON.parse(line).address;
}

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "gen-serve-"));
  for (const name of ["rules", "content", "site.toml"]) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  base = await start();
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  found = complaints(page, base);
});
after(async () => {
  await browser?.close();
  gen?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The files of rules that the open page lists, by title. */
function ruleFile(title) {
  const files = readdirSync(join(folder, "rules/sigma"), { recursive: true }).map((it) => join(folder, "rules/sigma", it));
  return files.find((it) => it.endsWith(".yml") && readFileSync(it, "utf8").includes(`title: ${title}\n`));
}

const origin = () => page.evaluate(() => performance.timeOrigin);
const reloaded = (before) => page.waitForFunction((before) => performance.timeOrigin !== before && document.readyState === "complete", before);

test("an edit reloads the page and leaves it as it was", { skip }, async () => {
  await page.goto(base + TECHNIQUE);
  await page.locator("details#rules-sigma > summary").click();
  const link = page.locator("#rules-sigma ol.rules > li > a").nth(1);
  const title = await link.innerText();
  await link.click();
  await page.locator(".opened .logic").first().waitFor();
  const row = page.locator('[data-table="indicators"] button.expand').first();
  await row.click();
  await page.evaluate(() => document.querySelector(".opened")?.scrollIntoView({ block: "center", behavior: "instant" }));
  const [before, scroll] = [await origin(), await page.evaluate(() => scrollY)];
  assert.ok(scroll > 300);

  const file = ruleFile(title);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^description: .*$/m, "description: Edited while it was open."));
  await reloaded(before);
  await page.locator(".opened", { hasText: "Edited while it was open." }).waitFor();
  assert.equal(await page.locator("details#rules-sigma").getAttribute("open"), "");
  assert.equal(await page.locator(".opened").count(), 1);
  assert.equal(await page.locator(".expansion").count(), 1);
  await page.waitForFunction((scroll) => Math.abs(scrollY - scroll) < 60, scroll);
});

test("a page that shows nothing of it is left alone", { skip }, async () => {
  const other = await browser.newPage();
  await other.goto(`${base}about/`);
  await page.goto(base + TECHNIQUE);
  const [here, there] = [await origin(), await other.evaluate(() => performance.timeOrigin)];
  const title = await page.locator("#rules-sigma ol.rules > li > a").first().textContent();
  const file = ruleFile(title);
  writeFileSync(file, readFileSync(file, "utf8").replace(`title: ${title}\n`, `title: ${title} again\n`));
  await reloaded(here);
  assert.equal(await other.evaluate(() => performance.timeOrigin), there);
  await other.close();
});

test("a stylesheet is put on without a reload", { skip }, async () => {
  await page.goto(`${base}about/`);
  const before = await origin();
  mkdirSync(join(folder, "static/css"), { recursive: true });
  const style = readFileSync(join(PROJECT, "static/css/site.css"), "utf8");
  writeFileSync(join(folder, "static/css/site.css"), `${style}\nh1 { color: rgb(1, 2, 3) }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)");
  assert.equal(await origin(), before);
  assert.equal(await page.locator("link[rel=stylesheet]").count(), 1);
});

test("an error is laid over the last good page, as text, and goes away when it is mended", { skip }, async () => {
  await page.goto(base + TECHNIQUE);
  const file = join(folder, "rules/sigma/rules/<img src=x onerror=alert(1)>.yml");
  writeFileSync(file, "title: <script>alert(2)</script>\ndetection: [\n");
  const overlay = page.locator("gen-problems section");
  await overlay.waitFor();
  assert.match(await overlay.innerText(), /rules\/sigma\/rules\/<img src=x onerror=alert\(1\)>\.yml:3:\d+/);
  assert.equal(await overlay.locator("img, script").count(), 0);
  const box = await overlay.boundingBox();
  assert.ok(box && box.height > 40 && box.width > 300, "its styles are there");
  assert.match(await page.locator("h1").innerText(), /Malicious File/);
  rmSync(file);
  await overlay.waitFor({ state: "detached" });
});

test("the page finds its server again after a restart", { skip }, async () => {
  await page.goto(base + TECHNIQUE);
  const before = await origin();
  const { port } = new URL(base);
  gen.kill();
  await new Promise((done) => gen.once("exit", done));
  const title = await page.locator("#rules-sigma ol.rules > li > a").first().textContent();
  const file = ruleFile(title);
  writeFileSync(file, readFileSync(file, "utf8").replace(`title: ${title}\n`, `title: ${title} once more\n`));
  assert.equal(await start(Number(port)), base);
  await reloaded(before);
  await page.locator("#rules-sigma", { hasText: "once more" }).waitFor({ state: "attached" });
});

test("nothing complains but the lost connection", { skip }, () => {
  const lost = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/;
  assert.deepEqual(found.filter((it) => !lost.test(it)), []);
});
