// Every kind of page, in both themes and three widths: nothing complains, nothing overflows, everybody can read it.

import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { ARTIFACTS, LARGE, SITE, allPages, complaints, kinds, launch, serve } from "./site.js";

let browser, server;
before(async () => {
  [browser, server] = [await launch(), await serve(SITE, "/some/where/")];
});
after(async () => {
  await browser?.close();
  server?.close();
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing, ${scheme}`, async () => {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1440, height: 1000 }, bypassCSP: true });
    const page = await context.newPage();
    const found = [];
    for (const [kind, at] of kinds()) {
      await page.goto(server.base + at);
      if (kind === "search") await page.waitForSelector(".found li");
      await page.evaluate(axe.source);
      const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }));
      for (const it of result.violations) found.push(`${kind}: ${it.id}: ${it.nodes.length} × ${it.nodes[0].html.slice(0, 160)}`);
    }
    await context.close();
    assert.deepEqual(found, []);
  });
}

for (const width of [360, 768, 1440]) {
  test(`no complaint and no sideways scrolling at ${width} px`, async () => {
    const found = [];
    for (const scheme of ["light", "dark"]) {
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 1000 } });
      const page = await context.newPage();
      const complained = complaints(page, server.base);
      for (const [kind, at] of kinds()) {
        await page.goto(server.base + at);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) found.push(`${kind} is ${wide} px too wide`);
        found.push(...complained.splice(0).map((it) => `${kind}: ${it}`));
        await page.screenshot({ path: join(ARTIFACTS, `${kind}-${width}-${scheme}.png`) });
      }
      await context.close();
    }
    assert.deepEqual(found, []);
  });
}

test("nothing of the larger site scrolls sideways on a phone", async () => {
  const large = await serve(LARGE);
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  const found = [];
  for (const [kind, at] of kinds(LARGE)) {
    await page.goto(large.base + at);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${kind} ${at} is ${wide} px too wide`);
    await page.screenshot({ path: join(ARTIFACTS, `large-${kind}-360.png`) });
  }
  await page.close();
  large.close();
  assert.deepEqual(found, []);
});

test("html-validate finds nothing", async () => {
  const rules = { "long-title": "off", "no-inline-style": "error", "require-sri": "off", "no-trailing-whitespace": "off", "wcag/h36": "error" };
  const validate = new HtmlValidate({ extends: ["html-validate:recommended", "html-validate:document"], rules });
  const found = [];
  for (const [kind, at] of kinds()) {
    const file = at.split("?")[0];
    const report = await validate.validateString(await readFile(join(SITE, file.endsWith(".html") ? file : `${file}index.html`), "utf8"));
    for (const result of report.results) {
      for (const it of result.messages.filter((it) => it.severity === 2).slice(0, 5)) found.push(`${kind}:${it.line}:${it.column}: ${it.ruleId}: ${it.message}`);
    }
  }
  assert.deepEqual(found, []);
});

test("every link of the site leads to a page, and every anchor to a place on it", async () => {
  const pages = await allPages(SITE);
  const ids = new Map();
  const texts = new Map();
  for (const name of pages) {
    const text = await readFile(join(SITE, name), "utf8");
    texts.set(name, [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map((it) => it[1].replaceAll("&amp;", "&")));
    ids.set(name, new Set([...text.matchAll(/ id="([^"]*)"/g)].map((it) => it[1])));
  }
  const broken = [];
  for (const [name, links] of texts) {
    for (const link of new Set(links)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      let target = path ? join(dirname(name), path.split("?")[0]) : name;
      if (path.split("?")[0].endsWith("/") || target === ".") target = join(target, "index.html");
      const known = ids.get(target) ?? (existsSync(join(SITE, target)) ? new Set() : undefined);
      if (!known || (anchor && ids.has(target) && !known.has(anchor))) broken.push(`${name} → ${link}`);
    }
  }
  assert.deepEqual(broken.slice(0, 20), []);
});
