// @ts-check
"use strict";
// What every page can do. Classic scripts, since browsers refuse modules on pages opened from a folder.

const root = document.documentElement.dataset.root ?? "";
const isFolder = location.protocol === "file:";

/** @type {Map<string, {value: Promise<any>, give: (value: any) => void}>} */
const handed = new Map();

/**
 * Loads data: a script that hands one value over, since a page opened from a folder may load no other data. Null if
 * there is no such file.
 * @param {string} name the file's path below the root, without its ending
 * @returns {Promise<any>}
 */
function take(name) {
  const known = handed.get(name);
  if (known) return known.value;
  /** @type {(value: any) => void} */
  let give = () => {};
  const value = new Promise((done) => (give = done));
  handed.set(name, { value, give });
  const script = element("script", { src: `${root}${name}.js` });
  script.addEventListener("error", () => give(null));
  document.head.append(script);
  return value;
}

/**
 * What data files call.
 * @param {string} name
 * @param {any} value
 */
function give(name, value) {
  handed.get(name)?.give(value);
}

/** Opens folders as files do: a page read from disk has no server that would look for index.html. */
function followFolders() {
  if (!isFolder) return;
  for (const form of document.forms) form.action = form.action.replace(/\/$/, "/index.html");
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.protocol !== "file:" || !link.pathname.endsWith("/")) return;
    event.preventDefault();
    location.href = link.href.replace(/\/(?=$|#|\?)/, "/index.html");
  });
}

/** An address that a page has left leads on to it, and so does every anchor and filter of it. */
function goOnward() {
  const onward = document.querySelector("a[data-onward]");
  if (onward instanceof HTMLAnchorElement) location.replace(onward.href + (isFolder ? "index.html" : "") + location.search + location.hash);
}

/** Switches between light and dark and remembers the choice. */
function switchTheme() {
  document.querySelector("button.theme")?.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch (_) {
      // The choice then lasts as long as the page.
    }
  });
}

/**
 * An element with properties and children.
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * Lets the count of a row show the rules behind it, taken from the list further down the page. Rows of very many
 * rules name none; then the page's data does.
 * @param {ParentNode} within
 */
function expandRows(within) {
  for (const cell of within.querySelectorAll(document.querySelector("[data-filters]") ? "[data-table] > tbody td.bar" : "tr[data-rules] > td.bar")) {
    if (cell.firstElementChild) continue;
    const label = `${cell.textContent} rules`;
    const button = element("button", { type: "button", class: "expand", "aria-expanded": "false", "aria-label": label });
    button.append(...cell.childNodes);
    cell.append(button);
  }
}

/**
 * @param {HTMLTableRowElement} row
 * @param {Element} button
 */
function toggleRow(row, button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  if (open) {
    row.nextElementSibling?.remove();
    return;
  }
  const list = element("ul");
  for (const member of (row.dataset.rules ?? "").split(" ")) {
    const source = document.querySelector(`#r${member} > a`);
    if (!source) continue;
    const mark = source.closest("details")?.querySelector("summary .mark")?.textContent ?? "";
    const link = /** @type {Element} */ (source.cloneNode(true));
    link.removeAttribute("aria-expanded");
    list.append(element("li", {}, element("span", { class: "mark" }, mark), link));
  }
  const cell = element("td", { colspan: String(row.cells.length) }, list);
  row.after(element("tr", { class: "expansion" }, cell));
}

/** One listener for all rows, those still to come included. */
function listenToRows() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("a, summary, .expansion")) return;
    const row = event.target.closest("tr[data-rules]");
    const button = row?.querySelector("button.expand");
    const selecting = String(getSelection() ?? "") !== "";
    if (row instanceof HTMLTableRowElement && button && !(selecting && event.target !== button)) toggleRow(row, button);
  });
}

/** Opens rules in place: the card is a part of the rule's own page, fetched when it is asked for. */
function openRules() {
  if (isFolder) return;
  for (const link of document.querySelectorAll("ol.rules > li > a")) link.setAttribute("aria-expanded", "false");
  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target instanceof Element ? event.target.closest("ol.rules > li > a") : null;
    if (!plain || !(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    toggleRule(link);
  });
}

/** @param {HTMLAnchorElement} link */
async function toggleRule(link) {
  const open = link.getAttribute("aria-expanded") === "true";
  link.setAttribute("aria-expanded", String(!open));
  const item = /** @type {Element} */ (link.parentElement);
  if (open) {
    item.querySelector(".opened")?.remove();
    return;
  }
  const card = element("div", { class: "opened" });
  item.append(card);
  try {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(String(response.status));
    card.append(...cardOf(await response.text(), link.href));
  } catch (_) {
    location.href = link.href;
  }
}

/**
 * The parts of a rule's page that make its card.
 * @param {string} text
 * @param {string} address
 */
function cardOf(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const opening = page.querySelector("article.rule .opening");
  if (!opening) throw new Error("no rule");
  for (const link of opening.querySelectorAll("[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  }
  for (const named of opening.querySelectorAll("[id], [aria-labelledby]")) {
    named.removeAttribute("id");
    named.removeAttribute("aria-labelledby");
  }
  for (const side of opening.querySelectorAll("aside")) side.replaceWith(element("div", { class: "card" }, ...side.childNodes));
  for (const heading of opening.querySelectorAll("h2")) heading.replaceWith(element("h4", {}, ...heading.childNodes));
  const whole = element("p", { class: "tools" }, element("a", { href: address }, "Page of the rule, with its original text"));
  return [document.importNode(opening, true), whole];
}

/** @param {string} text such as `1,234` or `5.9 %` */
const numberIn = (text) => parseFloat(text.replaceAll(",", "")) || 0;

/** Makes the columns of index tables sortable. */
function sortTables() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.querySelectorAll("thead th")];
    heads.forEach((head, column) => {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sortBy(/** @type {HTMLTableElement} */ (table), heads, column));
    });
  }
}

/**
 * @param {HTMLTableElement} table
 * @param {Element[]} heads
 * @param {number} column
 */
function sortBy(table, heads, column) {
  const numeric = heads[column].classList.contains("n");
  const now = heads[column].getAttribute("aria-sort");
  const up = now ? now === "descending" : !numeric;
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => ({ row, key: row.cells[column].textContent ?? "" }));
  keyed.sort((a, b) => (up ? 1 : -1) * (numeric ? numberIn(a.key) - numberIn(b.key) : compare(a.key, b.key)));
  body.append(...keyed.map((it) => it.row));
}

/** Marks the passage of the original text that a line of the logic was read from, and the other way round. */
function tieLogicToText() {
  const light = (/** @type {Event} */ event, /** @type {boolean} */ on) => {
    const from = event.target instanceof Element ? event.target.closest("[data-leaf], [data-mark]") : null;
    const number = from?.getAttribute("data-leaf") ?? from?.getAttribute("data-mark");
    if (!number) return;
    for (const tied of document.querySelectorAll(`[data-leaf="${number}"], [data-mark="${number}"]`)) tied.classList.toggle("lit", on);
  };
  if (!document.querySelector("[data-mark]")) return;
  for (const [type, on] of /** @type {[string, boolean][]} */ ([["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])) {
    document.addEventListener(type, (event) => light(event, on));
  }
}

/** Gives headings a link to themselves. */
function linkHeadings() {
  for (const heading of document.querySelectorAll("main :is(h2, h3)[id]")) {
    heading.append(element("a", { class: "anchor", href: `#${heading.id}`, "aria-label": `Link to ${heading.firstChild?.textContent?.trim()}` }, "#"));
  }
}

/** Lets the original text be copied, where the browser can. */
function offerCopy() {
  const text = document.querySelector(".original pre");
  if (!text || !navigator.clipboard) return;
  const button = element("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent ?? "").then(() => (button.textContent = "Copied"), () => (button.textContent = "Cannot be copied"));
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  text.before(button);
}

/** Narrows a long list of rules to those whose titles have all words that are typed. */
function narrowLists() {
  const input = document.querySelector("input[data-narrow]");
  const items = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ol.rules > li"));
  if (!(input instanceof HTMLInputElement)) return;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let here = 0;
    for (const item of items) {
      const title = (item.querySelector("a")?.textContent ?? "").toLowerCase();
      item.hidden = !words.every((word) => title.includes(word));
      if (!item.hidden) here += 1;
    }
    const output = input.closest(".narrow")?.querySelector("output");
    if (output) output.value = words.length ? `${here.toLocaleString("en")} of ${items.length.toLocaleString("en")}` : "";
  });
}

/** Loads the search when somebody is about to use it. */
function awaitSearch() {
  const load = () => {
    if (document.querySelector("script[src$='/search.js']")) return;
    document.head.append(element("script", { src: `${root}static/js/search.js` }));
  };
  for (const input of document.querySelectorAll(".seek input")) input.addEventListener("focus", load, { once: true });
}

const KEYS = [
  ["/", "search"],
  ["j  k", "next and previous row or rule"],
  ["Enter", "open it"],
  ["Esc", "close, or leave the search box"],
  ["?", "this help"],
];

/** Shows the keys. */
function showKeys() {
  let dialog = document.querySelector("dialog.keys");
  if (!dialog) {
    const list = element("dl", {}, ...KEYS.flatMap(([key, what]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)]));
    dialog = element("dialog", { class: "keys", "aria-label": "Keys" }, list);
    document.body.append(dialog);
  }
  /** @type {HTMLDialogElement} */ (dialog).showModal();
}

/** @param {number} step */
function move(step) {
  const stops = [...document.querySelectorAll("ol.rules > li > a, button.expand, .found a")].filter((it) => it.checkVisibility());
  const at = stops.indexOf(/** @type {Element} */ (document.activeElement));
  const start = at >= 0 ? at + step : stops.findIndex((it) => it.getBoundingClientRect().top > 0);
  const next = stops[Math.max(0, Math.min(stops.length - 1, start))];
  if (next instanceof HTMLElement) next.focus();
}

function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (event.key === "Escape" && event.target instanceof HTMLElement && typing) event.target.blur();
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      const boxes = [...document.querySelectorAll(".seek input")].reverse();
      const box = boxes.find((it) => it.checkVisibility());
      if (box instanceof HTMLInputElement) box.focus();
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "?") showKeys();
    else if (event.key === "Escape") document.activeElement?.closest("li")?.querySelector("a[aria-expanded='true']")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  });
}

goOnward();
followFolders();
switchTheme();
expandRows(document);
listenToRows();
openRules();
sortTables();
tieLogicToText();
linkHeadings();
offerCopy();
narrowLists();
awaitSearch();
listenToKeys();
