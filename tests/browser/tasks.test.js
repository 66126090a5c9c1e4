// What people come for, done as they do it.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { SITE, complaints, launch, pagesOf, rulePages, serve, techniquePages } from "./site.js";

let browser, server, page, found;
const technique = techniquePages(SITE)[0];
before(async () => {
  [browser, server] = [await launch(), await serve(SITE, "/sub/path/")];
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  found = complaints(page, server.base);
});
after(async () => {
  await browser?.close();
  server?.close();
});

const open = (at) => page.goto(server.base + at);
const rows = (table) => page.locator(`[data-table="${table}"] tbody tr:not(.expansion)`);

test("a value opens its rules", async () => {
  await open(technique);
  const row = rows("indicators").first();
  const count = Number(await row.locator("td.bar").innerText());
  await row.locator("button.expand").click();
  assert.equal(await page.locator(".expansion li").count(), count);
  await row.locator("button.expand").press("Enter");
  assert.equal(await page.locator(".expansion").count(), 0);
});

test("filters count the guide again, live in the address and survive a reload", async () => {
  await open(technique);
  const all = await page.locator("[data-count=rules]").innerText();
  await page.locator("[name=vendor]").selectOption({ index: 1 });
  await page.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
  const [here] = (await page.locator(".filters output").innerText()).split(" ");
  assert.ok(Number(here) < Number(all), `${here} of ${all}`);
  assert.equal(await page.locator("ol.rules > li:not([hidden])").count(), Number(here));
  const counts = await rows("fields").locator("td.bar").allInnerTexts();
  assert.ok(counts.every((count) => Number(count) <= Number(here)));
  assert.match(page.url(), /\?vendor=/);
  await page.reload();
  await page.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
  assert.equal((await page.locator(".filters output").innerText()).split(" ")[0], here);
  await page.locator(".filters .reset").click();
  await page.waitForFunction((all) => document.querySelector(".filters output").textContent.startsWith(`${all} of`), all);
});

for (const kind of ["events", "fields"]) {
  test(`filters narrow the pages of ${kind} as well`, async () => {
    await open(pagesOf(SITE, kind, kind === "events" ? 2 : 1)[0].at);
    const all = Number((await page.locator(".filters output").innerText()).split(" ")[0].replace(",", ""));
    const texts = async (table) => (await rows(table).allInnerTexts()).map((it) => it.replace(/\s+/g, " ").trim()).sort();
    const before = await Promise.all(["indicators", "exclusions"].map(texts));
    await page.evaluate("refresh()");
    assert.deepEqual((await texts("indicators")).length, before[0].length);
    assert.deepEqual((await texts("exclusions")).length, before[1].length);
    await page.locator("[name=vendor]").selectOption({ index: 1 });
    await page.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
    await page.waitForURL(/\?vendor=/);
    const here = await page.locator("ol.rules > li:not([hidden])").count();
    assert.ok(here > 0 && here < all, `${here} of ${all}`);
    const counts = await rows("indicators").locator("td.bar").allInnerTexts();
    assert.ok(counts.every((count) => Number(count) <= here));
  });
}

test("counting again without a filter changes nothing", async () => {
  await open(technique);
  const texts = async (table) => (await rows(table).allInnerTexts()).map((it) => it.replace(/\s+/g, " ").trim()).sort();
  const names = ["fields", "telemetry", "indicators", "exclusions"];
  const before = await Promise.all(names.map(texts));
  await page.evaluate("refresh()");
  const after = await Promise.all(names.map(texts));
  for (const [i, name] of names.entries()) assert.equal(after[i].length, before[i].length, name);
  assert.deepEqual(after[2].map((it) => it.match(/\d+/g)?.at(-1)), before[2].map((it) => it.match(/\d+/g)?.at(-1)));
});

test("all rows can be reached on the page", async () => {
  await open(technique);
  const total = Number((await page.locator("[data-count=indicators]").innerText()).replace(/\D/g, ""));
  const all = page.locator("[data-tools=indicators] .all");
  for (let i = 0; i < 50 && (await all.isVisible()); i += 1) {
    const before = await rows("indicators").count();
    await all.click();
    await page.waitForFunction((n) => document.querySelectorAll('[data-table="indicators"] tbody tr').length > n, before);
  }
  assert.equal(await rows("indicators").count(), total);
});

test("a rule opens in place and closes again, by keys alone", async () => {
  await open(technique);
  await page.locator("details.vendor > summary").first().press("Enter");
  const link = page.locator("ol.rules > li > a").first();
  await link.press("Enter");
  await page.locator(".opened .logic").first().waitFor();
  const leaf = page.locator(".opened a[href]").first();
  assert.ok((await leaf.evaluate((it) => it.href)).startsWith(server.base));
  await link.press("Escape");
  assert.equal(await page.locator(".opened").count(), 0);
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement?.matches("ol.rules > li > a, button.expand")), true);
});

test("the search finds a technique, a value and a name with a typing error", async () => {
  await open("");
  await page.keyboard.press("/");
  await page.keyboard.type("T1204.002");
  await page.locator('.panel [data-kind="technique"] a[href$="techniques/T1204.002/"]').first().waitFor();
  await open("search/?q=comand_line");
  await page.locator('.found [data-kind="field"] a').first().waitFor();
  await open("search/?q=powershell.exe");
  await page.locator('.found [data-kind="value"] button').first().click();
  await page.locator('.found [data-kind="value"] ul ul a').first().click();
  await page.waitForURL(/\/(rules|fields)\//);
});

test("the search finds a rule by its title, the very words first", async () => {
  await open(pagesOf(SITE, "vendors", 1)[0].at);
  const link = page.locator("ol.rules > li > a").nth(7);
  const [title, href] = [await link.innerText(), await link.evaluate((it) => it.href)];
  await open(`search/?q=${encodeURIComponent(title)}`);
  const first = page.locator('.found [data-kind="rule"] a').first();
  await first.waitFor();
  assert.deepEqual([await first.innerText(), await first.evaluate((it) => it.href)], [title, href]);
});

test("the search finds rules by the words of their queries", async () => {
  await open("search/?q=ipv4_is_private+outbound");
  await page.locator('.found [data-kind="text"] a').first().click();
  await page.waitForURL(/\/rules\/sentinel\//);
  assert.match(await page.locator(".original").innerText(), /ipv4_is_private/);
  await open("search/?q=sigmahq-no-such-word");
  await page.locator(".found .none").waitFor();
});

test("a former address leads on, with what was asked for there", async () => {
  await open("techniques/T1086/?vendor=sigma#indicators");
  await page.waitForURL(/\/techniques\/T1059\.001\/\?vendor=sigma#indicators$/);
  assert.match(await page.locator(".note").first().innerText(), /Formerly .*T1086/);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${server.base}techniques/T1086/`);
  await plain.waitForURL(/\/techniques\/T1059\.001\/$/);
  await context.close();
});

test("pages of rules, fields, providers and vendors lead to their neighbours and back", async () => {
  for (const [kind, depth] of [["rules", 2], ["fields", 1], ["events", 1], ["vendors", 1]]) {
    const start = pagesOf(SITE, kind, depth)[1].at;
    await open(start);
    const way = (await page.locator(".turn [rel=next]").count()) ? ["next", "prev"] : ["prev", "next"];
    for (const rel of way) {
      const from = page.url();
      await page.locator(`.turn [rel=${rel}]`).click();
      await page.waitForURL((url) => url.href !== from);
    }
    assert.equal(page.url(), server.base + start);
  }
});

test("the list of a vendor narrows by title", async () => {
  await open(pagesOf(SITE, "vendors", 1)[0].at);
  const first = await page.locator("ol.rules > li > a").first().innerText();
  await page.locator("[data-narrow]").fill(first.split(" ").slice(0, 3).join(" "));
  assert.match(await page.locator(".narrow output").innerText(), /^\d+ of /);
  assert.equal(await page.locator("ol.rules > li > a").first().isVisible(), true);
  assert.ok((await page.locator("ol.rules > li:visible").count()) < (await page.locator("ol.rules > li").count()));
});

test("the matrix counts by vendor and says where nobody looks", async () => {
  await open("");
  const sum = () => page.locator(".matrix .cell > .n, .matrix summary > .n").evaluateAll((all) => all.reduce((n, it) => n + Number(it.textContent), 0));
  const all = await sum();
  await page.locator("[name=vendor]").selectOption({ index: 1 });
  await page.waitForURL(/vendor=/);
  assert.ok((await sum()) < all);
  await page.locator("[name=show]").selectOption("nobody");
  await page.waitForFunction(() => document.querySelectorAll(".cell.dim").length > 0);
  await page.locator("[name=show]").selectOption("");
  await page.locator("[name=vendor]").selectOption("");
  await page.locator("[name=provider]").selectOption("Sysmon");
  await page.waitForURL(/provider=Sysmon/);
  await page.waitForFunction((all) => [...document.querySelectorAll(".matrix .cell > .n")].reduce((n, it) => n + Number(it.textContent), 0) < all, all);
  await page.locator("[name=vendor]").selectOption({ index: 1 });
  await page.locator("[name=show]").selectOption("gap");
  await page.waitForFunction(() => document.querySelectorAll(".cell.fit").length > 0);
  const cell = page.locator(".matrix .cell > a").first();
  await cell.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  const walked = await page.evaluate(() => document.activeElement?.closest(".column")?.previousElementSibling !== null);
  assert.ok(walked, "arrows walk the matrix");
  const [layer] = await Promise.all([page.waitForEvent("download"), page.locator("[name=layer]").click()]);
  assert.match(layer.suggestedFilename(), /-layer\.json$/);
});

test("the theme is kept", async () => {
  await open("");
  await page.locator("button.theme").click();
  const chosen = await page.evaluate(() => document.documentElement.dataset.theme);
  await open("techniques/");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), chosen);
});

test("each question takes at most three actions from the home page", async () => {
  await open("");
  await page.locator('.matrix a[href$="techniques/T1059/"]').first().click();
  await page.locator("#indicators").waitFor();
  await open("");
  await page.locator('.doors a[href$="events/"]').click();
  await page.locator("table.index tbody a").first().click();
  await page.locator("table.guide td.event a").first().click();
  await page.locator("#techniques").waitFor();
  await open("");
  await page.locator('.doors a[href$="fields/"]').click();
  await page.locator("table.index tbody a").first().click();
  await page.locator("#indicators").waitFor();
  // The rules for a technique that run on my system.
  await open("");
  const box = page.locator(".lead input[type=search]");
  await box.fill("T1204");
  await page.locator('.panel [data-kind="technique"] a[href$="techniques/T1204/"]').first().click();
  await page.locator("[name=vendor]").selectOption({ index: 1 });
  await page.waitForURL(/T1204\/\?.*vendor=/);
  // Who else looks for this value.
  await open("");
  await box.fill("powershell.exe");
  await page.locator('.panel [data-kind="value"] button').first().click();
  await page.locator('.panel [data-kind="value"] ul ul a').first().waitFor();
  // Where nobody looks.
  await open("");
  await page.locator("[name=show]").selectOption("nobody");
  await page.waitForFunction(() => document.querySelectorAll(".cell.fit, .cell.dim").length > 0);
});

test("a technique says first what rules look for, also on a phone", async () => {
  const phone = await browser.newPage({ viewport: { width: 360, height: 780 } });
  await phone.goto(server.base + technique);
  const box = await phone.locator(".glance").boundingBox();
  assert.ok(box && box.y < 600, `the first values stand ${box?.y} px down`);
  await phone.close();
});

test("the original text can be copied", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(rulePages(SITE)[0]);
  await page.locator(".copy").click();
  await page.waitForFunction(() => document.querySelector(".copy")?.textContent === "Copied");
  const [copied, shown] = await page.evaluate(async () => [await navigator.clipboard.readText(), document.querySelector(".original pre")?.textContent]);
  assert.equal(copied, shown);
});

test("the logic and the text it was read from light up together", async () => {
  await open("");
  const at = await page.evaluate(async () => {
    const text = await (await fetch("data/rules.ndjson")).text();
    const rule = JSON.parse(text.split("\n").find((line) => JSON.parse(line).vendor === "sigma"));
    return `rules/${rule.vendor}/${rule.slug}/`;
  });
  await open(at);
  await page.locator("[data-leaf]").first().hover();
  assert.ok((await page.locator("mark.lit").count()) > 0);
});

test("without scripts everything is there to read", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(server.base + technique);
  assert.equal(await plain.locator("[data-filters]").isVisible(), false);
  await plain.locator("details.vendor > summary").first().click();
  await plain.locator("ol.rules > li > a").first().click();
  assert.match(plain.url(), /\/rules\//);
  await plain.goto(`${server.base}${technique}guide/`);
  assert.ok((await plain.locator("td.places a").count()) > 0);
  await context.close();
});

test("a folder opened as files has working links", async () => {
  const local = await browser.newPage();
  const complained = complaints(local, "file:");
  await local.goto(pathToFileURL(`${SITE}/index.html`).href);
  await local.locator('.doors a[href$="fields/"]').click();
  await local.waitForURL(/fields\/index\.html/);
  await local.goto(pathToFileURL(`${SITE}/index.html`).href);
  await local.keyboard.press("/");
  await local.keyboard.type("powershell.exe");
  await local.locator('.panel [data-kind="value"] button').first().click();
  await local.locator('.panel [data-kind="value"] ul ul a').first().waitFor();
  await local.keyboard.press("Enter");
  await local.locator("main .seek").evaluate((form) => form.requestSubmit());
  await local.waitForURL(/search\/index\.html\?q=powershell\.exe/);
  await local.locator('.found [data-kind="value"]').waitFor();
  await local.goto(pathToFileURL(`${SITE}/index.html`).href);
  await local.locator("[name=platform]").selectOption("windows");
  await local.waitForURL(/platform=windows/);
  const field = "fields/process.command_line/index.html";
  await local.goto(pathToFileURL(`${SITE}/${field}`).href);
  await local.locator("[name=vendor]").selectOption({ index: 1 });
  await local.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
  await local.goto(pathToFileURL(`${SITE}/${technique}index.html`).href);
  await local.locator("#indicators").waitFor();
  await local.locator("[name=vendor]").selectOption({ index: 1 });
  await local.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
  await local.locator(".filters .reset").click();
  await local.goto(pathToFileURL(`${SITE}/${pagesOf(SITE, "events", 2)[0].at}index.html`).href);
  await local.locator("[name=vendor]").selectOption({ index: 1 });
  await local.waitForFunction(() => document.querySelector(".filters output").textContent.includes(" of "));
  await local.goto(pathToFileURL(`${SITE}/techniques/T1086/index.html`).href);
  await local.waitForURL(/T1059\.001\/index\.html$/);
  await local.locator('[data-table="indicators"] button.expand').first().click();
  assert.ok((await local.locator(".expansion li").count()) > 0);
  assert.deepEqual(complained, []);
  await local.close();
});

test("nothing complained on the way", () => assert.deepEqual(found, []));
