// @ts-check
"use strict";
// Narrows the rules of a page and counts its tables again, from a script beside it that hands the data over.

/**
 * @typedef {{title: string, at: string, family: number, native: number[], equivalent: number[]} & Record<string, string[]>} Rule
 * @typedef {[number, number, string, number, number, number[], number[], number[], number[]]} Row
 *   field, operator, value, class, reach, looking, excluding, guarding, grouped
 * @typedef {{facets: string[], kinds: string[][][], rules: [number, number[], number[], number][], events: [string, string, string, string][],
 *   fields: [string, string][], ops: [string, string, boolean][], rows: any[][]}} Narrowing
 * @typedef {{rules: Rule[], events: {provider: string, event: string, title: string, at: string}[],
 *   fields: {name: string, at: string}[], ops: {id: string, phrase: string, valued: boolean}[], rows: Row[]}} Population
 * @typedef {{row: Row, rules: number[], families: number, guarded: number, grouped: number}} Line
 * @typedef {{field: number, rules: number[], families: number, how: [string, number][], samples: string[]}} FieldLine
 */

const FEW = 15;
const MORE = 300;
const SAMPLES = 5;
const EVENTS = 100;
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** @type {Promise<Population> | undefined} */
let loading;
/** Rows shown of each table: as many as it came with, until more are asked for. */
const shown = /** @type {Record<string, number>} */ ({});
for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table[data-table]"))) {
  shown[table.dataset.table ?? ""] = Math.max(FEW, table.tBodies[0].rows.length);
}
const bar = document.querySelector("[data-filters]");
const controls = [.../** @type {NodeListOf<HTMLSelectElement | HTMLInputElement>} */ (document.querySelectorAll("[data-filters] [name]"))];

/** The page's data; a page of few rules has none, and no filters. */
const source = bar instanceof HTMLElement ? bar.dataset.from ?? "" : "";
/** Whether the page is about one field, and its tables hold all that rules do with it. */
const isField = bar instanceof HTMLElement && bar.dataset.of === "field";

/** @returns {Promise<Population>} */
function population() {
  loading ??= take(source).then(whole);
  return loading;
}

/**
 * What the data leaves out, since the page says it or it says nothing.
 * @param {Narrowing} data
 * @returns {Population}
 */
function whole(data) {
  const rules = data.rules.map(([family, native, equivalent, kind], i) => {
    const link = document.querySelector(`#r${i + 1} > a`);
    const at = (link?.getAttribute("href") ?? "").slice(`${root}rules/`.length);
    const facets = Object.fromEntries(data.facets.map((name, facet) => [name, data.kinds[kind][facet]]));
    return /** @type {Rule} */ (/** @type {unknown} */ ({ title: link?.textContent ?? "", at, family, native, equivalent, ...facets }));
  });
  return {
    rules,
    events: data.events.map(([provider, event, title, at]) => ({ provider, event, title, at })),
    fields: data.fields.map(([name, at]) => ({ name, at })),
    ops: data.ops.map(([id, phrase, valued]) => ({ id, phrase, valued })),
    rows: data.rows.map(([field, op, value, kind, reach, looking = [], excluding = [], guarding = [], grouped = []]) => [field, op, value, kind, reach, looking, excluding, guarding, grouped]),
  };
}

/** What is asked for: filters by name, without those left at "all". */
function asked() {
  const state = new URLSearchParams();
  for (const { name, value } of controls) {
    if (value) state.set(name, value);
  }
  return state;
}

/**
 * Which rules are asked for, by number; place 0 is nobody's.
 * @param {Population} data
 * @param {URLSearchParams} state
 */
function choose(data, state) {
  const chosen = new Uint8Array(data.rules.length + 1);
  const text = (state.get("text") ?? "").trim().toLowerCase();
  const named = text ? withText(data, text) : null;
  data.rules.forEach((rule, i) => {
    let fits = !named || named[i + 1] === 1;
    for (const [name, value] of state) {
      if (name === "text" || name === "count") continue;
      const has = name === "event" ? eventsOf(data, rule) : rule[name];
      fits &&= has?.includes(value) ?? true;
    }
    if (fits) chosen[i + 1] = 1;
  });
  return chosen;
}

/**
 * @param {Population} data
 * @param {Rule} rule
 */
function eventsOf(data, rule) {
  if (!rule.native.length && !rule.equivalent.length) return ["none"];
  return rule.native.map((it) => `${data.events[it].provider} ${data.events[it].event}`);
}

/**
 * @param {Population} data
 * @param {string} text
 */
function withText(data, text) {
  const named = new Uint8Array(data.rules.length + 1);
  data.rules.forEach((rule, i) => {
    if (rule.title.toLowerCase().includes(text)) named[i + 1] = 1;
  });
  for (const row of data.rows) {
    if (row[2].toLowerCase().includes(text)) [...row[5], ...row[6]].forEach((rule) => (named[rule] = 1));
  }
  return named;
}

/**
 * @param {Population} data
 * @param {number[]} rules
 */
const families = (data, rules) => new Set(rules.map((rule) => data.rules[rule - 1].family)).size;

/**
 * The lines of all tables.
 * @param {Population} data
 * @param {Uint8Array} chosen
 * @param {boolean} byFamily
 */
function count(data, chosen, byFamily) {
  const here = (/** @type {number[]} */ rules) => rules.filter((rule) => chosen[rule]);
  /** @type {Record<string, Line[]>} */
  const tables = { telemetry: [], indicators: [], generic: [], exclusions: [] };
  for (const row of data.rows) {
    const rules = here(row[5]);
    if (rules.length && (isField || data.ops[row[1]].valued)) {
      const table = isField && row[3] !== 2 ? "indicators" : ["telemetry", "indicators", "generic"][row[3]];
      tables[table].push({ row, rules, families: families(data, rules), guarded: 0, grouped: 0 });
    }
    const out = here(row[6]);
    if (out.length && (isField || row[3] !== 0)) {
      tables.exclusions.push({ row, rules: out, families: families(data, out), guarded: here(row[7]).length, grouped: here(row[8]).length });
    }
  }
  const name = (/** @type {Line} */ it) => `${data.fields[it.row[0]].name} ${data.ops[it.row[1]].id} ${it.row[2]}`;
  for (const table of Object.values(tables)) {
    table.sort((a, b) => order(a, b, byFamily) || (name(a) < name(b) ? -1 : 1));
  }
  return { ...tables, fields: countFields(data, chosen, byFamily) };
}

/**
 * @param {{rules: number[], families: number}} a
 * @param {{rules: number[], families: number}} b
 * @param {boolean} byFamily
 */
function order(a, b, byFamily) {
  const [rules, families] = [b.rules.length - a.rules.length, b.families - a.families];
  return byFamily ? families || rules : rules || families;
}

/**
 * @param {Population} data
 * @param {Uint8Array} chosen
 * @param {boolean} byFamily
 * @returns {FieldLine[]}
 */
function countFields(data, chosen, byFamily) {
  /** @type {Map<number, {rules: Set<number>, how: Map<number, Set<number>>, values: [number, string][]}>} */
  const fields = new Map();
  for (const row of data.rows) {
    const rules = row[5].filter((rule) => chosen[rule]);
    if (!rules.length || row[3] === 0 || !data.fields[row[0]].name) continue;
    const field = fields.get(row[0]) ?? { rules: new Set(), how: new Map(), values: [] };
    fields.set(row[0], field);
    const how = field.how.get(row[1]) ?? new Set();
    field.how.set(row[1], how);
    for (const rule of rules) {
      field.rules.add(rule);
      how.add(rule);
    }
    if (row[3] === 1 && data.ops[row[1]].valued) field.values.push([rules.length, row[2]]);
  }
  const lines = [...fields].map(([field, it]) => ({
    field,
    rules: [...it.rules].sort((a, b) => a - b),
    families: families(data, [...it.rules]),
    how: [...it.how].map(([op, rules]) => /** @type {[string, number]} */ ([data.ops[op].phrase, rules.size])).sort((a, b) => b[1] - a[1]),
    samples: it.values.sort((a, b) => b[0] - a[0] || Number(isVague(a[1])) - Number(isVague(b[1])) || a[1].length - b[1].length).slice(0, SAMPLES).map((value) => value[1]),
  }));
  return lines.sort((a, b) => order(a, b, byFamily) || (data.fields[a.field].name < data.fields[b.field].name ? -1 : 1));
}

/**
 * Whether a value says little at a glance: a fragment, or a long pattern.
 * @param {string} value
 */
const isVague = (value) => value.length < 4 || value.length > 48;

/**
 * A value as the page writes it: blanks at the ends and what is invisible are seen.
 * @param {string} value
 */
function valueCode(value) {
  const [, lead, text, trail] = /** @type {RegExpMatchArray} */ (value.match(/^( *)([^]*?)( *)$/));
  const code = element("code", {});
  if (lead) code.append(element("span", { class: "blank" }, "␣".repeat(lead.length)));
  code.append(text.replace(INVISIBLE, (it) => `⟨U+${it.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`));
  if (!value) code.append(element("span", { class: "blank" }, "empty"));
  if (trail) code.append(element("span", { class: "blank" }, "␣".repeat(trail.length)));
  return code;
}

/**
 * @param {{name: string, at: string}} field
 */
function fieldLink(field) {
  const name = field.name || "(any field)";
  return field.at ? element("a", { class: "field", href: root + field.at }, name) : element("span", { class: "field" }, name);
}

/**
 * @param {{rules: number[], families: number}} line
 * @param {number} largest
 * @param {boolean} byFamily
 */
function countCells(line, largest, byFamily) {
  const bar = Math.ceil(((byFamily ? line.families : line.rules.length) * 20) / largest);
  return [element("td", { class: `n bar b${bar}` }, String(line.rules.length)), element("td", { class: "n" }, String(line.families))];
}

/**
 * @param {string} table
 * @param {Line | FieldLine} line
 * @param {Population} data
 * @param {[number, boolean, number]} scale
 */
function tableRow(table, line, data, [largest, byFamily, columns]) {
  const cells = countCells(line, largest, byFamily);
  const made = element("tr", { "data-rules": line.rules.join(" ") });
  if ("field" in line) {
    const samples = line.samples.flatMap((value) => [valueCode(value), " "]);
    const how = line.how.map(([op, rules]) => `${op} ${rules}`).join(", ");
    made.append(element("td", {}, fieldLink(data.fields[line.field])), ...cells, element("td", { class: "how" }, how), element("td", { class: "samples" }, ...samples));
    return made;
  }
  const [field, op, value, , reach] = line.row;
  if (!isField) made.append(element("td", {}, fieldLink(data.fields[field])));
  made.append(element("td", { class: "op" }, data.ops[op].phrase), element("td", {}, value || data.ops[op].valued ? valueCode(value) : ""), ...cells);
  if (made.cells.length === columns) return made;
  if (table === "exclusions") {
    const how = [line.guarded && `guarded ${line.guarded}`, line.grouped && `grouped ${line.grouped}`].filter(Boolean).join(", ");
    made.append(element("td", { class: "how" }, how));
  } else {
    const alone = reach === line.rules.length;
    made.append(element("td", { class: "n" }, alone ? element("span", { class: "only" }, "only here") : String(reach)));
  }
  return made;
}

/**
 * @param {string} name
 * @param {(Line | FieldLine)[]} lines
 * @param {Population} data
 * @param {boolean} byFamily
 */
function fill(name, lines, data, byFamily) {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector(`table[data-table="${name}"]`));
  if (!table) return;
  const columns = table.tHead?.rows[0].cells.length ?? 0;
  const largest = Math.max(1, ...lines.slice(0, 1).map((line) => (byFamily ? line.families : line.rules.length)));
  table.tBodies[0].replaceChildren(...lines.slice(0, shown[name]).map((line) => tableRow(name, line, data, [largest, byFamily, columns])));
  expandRows(table.tBodies[0]);
  const total = document.querySelector(`[data-count="${name}"]`);
  if (total) total.textContent = `${lines.length.toLocaleString("en")} distinct`;
  const all = document.querySelector(`[data-tools="${name}"] .all`);
  if (!(all instanceof HTMLElement)) return;
  all.hidden = lines.length <= shown[name];
  all.textContent = `${Math.min(MORE, lines.length - shown[name])} more of ${lines.length.toLocaleString("en")} rows`;
}

/**
 * @param {Population} data
 * @param {Uint8Array} chosen
 */
function fillEvents(data, chosen) {
  for (const [name, kind] of [["events", "native"], ["equivalent", "equivalent"]]) {
    const table = /** @type {HTMLTableElement | null} */ (document.querySelector(`table[data-table="${name}"]`));
    if (!table) continue;
    /** @type {Map<number, number[]>} */
    const uses = new Map();
    data.rules.forEach((rule, i) => {
      if (!chosen[i + 1]) return;
      for (const event of /** @type {number[]} */ (rule[kind])) uses.set(event, [...(uses.get(event) ?? []), i + 1]);
    });
    const rows = [...uses].sort((a, b) => b[1].length - a[1].length);
    const largest = rows[0]?.[1].length ?? 1;
    const made = rows.slice(0, EVENTS).map(([index, rules]) => {
      const event = data.events[index];
      const vendors = new Set(rules.map((rule) => data.rules[rule - 1].vendor[0])).size;
      const line = { rules, families: families(data, rules) };
      return element("tr", { "data-rules": rules.join(" ") }, element("td", {}, event.provider),
        element("td", { class: "event" }, element("a", { href: root + event.at }, event.event)), element("td", { class: "title" }, event.title),
        ...countCells(line, largest, false), element("td", { class: "n" }, String(vendors)));
    });
    table.tBodies[0].replaceChildren(...made);
    expandRows(table.tBodies[0]);
  }
  const rest = document.querySelector("[data-rest='events']");
  if (rest instanceof HTMLElement) rest.hidden = true;
}

/** @param {Uint8Array} chosen */
function hideRules(chosen) {
  let all = 0;
  for (const group of document.querySelectorAll("details.vendor")) {
    const items = /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("ol.rules > li"));
    let here = 0;
    for (const item of items) {
      item.hidden = !chosen[Number(item.id.slice(1))];
      if (!item.hidden) here += 1;
    }
    all += here;
    /** @type {HTMLElement} */ (group).hidden = here === 0;
    const label = group.querySelector(".count");
    if (label) label.textContent = here === items.length ? `${here} rules` : `${here} of ${items.length} rules`;
  }
  const output = bar?.querySelector("output");
  if (output) output.value = `${all.toLocaleString("en")} of ${Number(output.dataset.total).toLocaleString("en")} rules`;
}

/** Brings the page to what is asked for. */
async function refresh() {
  const state = asked();
  const query = state.toString();
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
  const data = await population();
  const chosen = choose(data, state);
  const byFamily = state.get("count") === "families";
  const tables = count(data, chosen, byFamily);
  for (const [name, lines] of Object.entries(tables)) fill(name, lines, data, byFamily);
  fillEvents(data, chosen);
  hideRules(chosen);
  return { data, tables };
}

/** The address may say what to show. */
function restore() {
  const state = new URLSearchParams(location.search);
  if (!bar || !state.size) return;
  for (const control of controls) control.value = state.get(control.name) ?? "";
  void refresh();
}

/** @param {string} cell */
function csvCell(cell) {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Downloads a table as it is shown, rather than that of all rules.
 * @param {string} name
 */
async function download(name) {
  const { data, tables } = await refresh();
  const lines = [["field", "kind", "value", "rules", "families", "pages"]];
  for (const line of /** @type {Record<string, (Line | FieldLine)[]>} */ (tables)[name]) {
    const [field, op, value] = "field" in line ? [line.field, -1, line.samples.join("\n")] : line.row;
    const pages = line.rules.map((rule) => data.rules[rule - 1].at.replace(/\/$/, "")).join(" ");
    lines.push([data.fields[field].name, data.ops[op]?.id ?? "", value, String(line.rules.length), String(line.families), pages]);
  }
  const text = lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  element("a", { href: address, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function listen() {
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), 120);
  };
  bar?.addEventListener("input", soon);
  bar?.querySelector(".reset")?.addEventListener("click", () => {
    controls.forEach((control) => (control.value = ""));
    void refresh();
  });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const name = target?.closest("[data-tools]")?.getAttribute("data-tools");
    if (!target || !name || !source) return;
    if (target.matches(".all")) {
      event.preventDefault();
      shown[name] += MORE;
      void refresh();
    } else if (target.matches("a[href$='.csv']") && asked().size > 0) {
      event.preventDefault();
      void download(name);
    }
  });
  document.addEventListener("click", openMany);
}

/**
 * Rows that too many rules share to name them all in the page: the data names them.
 * @param {MouseEvent} event
 */
async function openMany(event) {
  const row = event.target instanceof Element && !event.target.closest("a") ? event.target.closest("[data-table] tbody tr:not([data-rules], .expansion)") : null;
  const table = row?.closest("table")?.getAttribute("data-table");
  if (!row || !table || !source) return;
  const place = [.../** @type {Element} */ (row.parentElement).querySelectorAll("tr:not(.expansion)")].indexOf(row);
  await refresh();
  const again = document.querySelectorAll(`[data-table="${table}"] tbody tr[data-rules]`)[place];
  again?.querySelector("button.expand")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

listen();
restore();
