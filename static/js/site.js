// @ts-check
"use strict";

/** Opens folders as files do: a page read from disk has no server that would look for index.html. */
function followFolders() {
  if (location.protocol !== "file:") return;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.protocol !== "file:" || !link.pathname.endsWith("/")) return;
    event.preventDefault();
    location.href = link.href.replace(/\/(?=$|#|\?)/, "/index.html");
  });
}

/** Switches between light and dark and remembers the choice. */
function switchTheme() {
  const button = document.querySelector("button.theme");
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
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

/** Lets a row of the guide show the rules behind it, taken from the list further down the page. */
function expandRows() {
  for (const row of document.querySelectorAll("tr[data-rules]")) {
    const members = (row.getAttribute("data-rules") || "").split(" ").filter(Boolean);
    const cell = row.querySelector("td:nth-child(3) code.value") || row.querySelector("td code");
    if (!cell || members.length === 0) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "expand";
    button.setAttribute("aria-expanded", "false");
    cell.replaceWith(button);
    button.append(cell);
    button.addEventListener("click", () => toggleRow(/** @type {HTMLTableRowElement} */ (row), button, members));
  }
}

/**
 * @param {HTMLTableRowElement} row
 * @param {HTMLButtonElement} button
 * @param {string[]} members
 */
function toggleRow(row, button, members) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  if (open) {
    row.nextElementSibling?.remove();
    return;
  }
  const list = document.createElement("ul");
  for (const member of members) {
    const source = document.querySelector(`#r${member} > a`);
    const mark = source?.closest("details")?.querySelector("summary .mark")?.textContent ?? "";
    if (!source) continue;
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.className = "mark";
    label.textContent = mark;
    item.append(label, source.cloneNode(true));
    list.append(item);
  }
  const cell = document.createElement("td");
  cell.colSpan = row.cells.length;
  cell.append(list);
  const below = document.createElement("tr");
  below.className = "expansion";
  below.append(cell);
  row.after(below);
}

/** Makes the columns of index tables sortable. */
function sortTables() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.querySelectorAll("thead th")];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
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
  const up = heads[column].getAttribute("aria-sort") === "descending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
  const body = table.tBodies[0];
  const key = (/** @type {HTMLTableRowElement} */ row) => row.cells[column].textContent ?? "";
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const rows = [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(key(a), key(b)));
  body.append(...rows);
}

followFolders();
switchTheme();
expandRows();
sortTables();
