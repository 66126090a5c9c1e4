// @ts-check
"use strict";
// Counts the matrix again for a vendor, a platform or a provider of events, makes a Navigator layer of what is shown,
// and walks it by keys.

/**
 * @typedef {{platforms: string[], providers: string[], techniques: string[],
 *   rules: [vendor: number, platforms: number[], providers: number[], techniques: number[], rules: number][]}} Matrix
 * @typedef {(cell: HTMLElement) => number[]} Counts rules by vendor
 */

const STEPS = [1, 5, 20, 60, 200];
const view = /** @type {HTMLElement} */ (document.querySelector(".matrix-view"));
const choices = [.../** @type {NodeListOf<HTMLSelectElement>} */ (view.querySelectorAll("select"))];
const cells = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".matrix .cell"))];

/** @param {HTMLElement} cell */
const idOf = (cell) => cell.querySelector("a")?.title ?? "";

/** @param {string} name */
const choiceOf = (name) => /** @type {HTMLSelectElement} */ (choices.find((it) => it.name === name));

/** @param {string} name */
const chosen = (name) => choiceOf(name).value;

/** @returns {Promise<Counts>} */
async function counts() {
  const [platform, provider] = [chosen("platform"), chosen("provider")];
  if (!platform && !provider) return (cell) => (cell.dataset.v ?? "").split(" ").map(Number);
  /** @type {Matrix} */
  const data = await take("data/matrix");
  const [onPlatform, ofProvider] = [data.platforms.indexOf(platform), data.providers.indexOf(provider)];
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const [vendor, platforms, providers, techniques, rules] of data.rules) {
    if ((platform && !platforms.includes(onPlatform)) || (provider && !providers.includes(ofProvider))) continue;
    for (const place of techniques) {
      const byVendor = found.get(data.techniques[place]) ?? [];
      byVendor[vendor] = (byVendor[vendor] ?? 0) + rules;
      found.set(data.techniques[place], byVendor);
    }
  }
  return (cell) => found.get(idOf(cell)) ?? [];
}

/**
 * Whether a cell is one of those asked for.
 * @param {string} what
 * @param {string} vendor
 * @param {number} rules those of the vendor, or of all
 * @param {number[]} all
 */
function fits(what, vendor, rules, all) {
  const vendors = all.filter((it) => it > 0).length;
  if (what === "some") return rules > 0;
  if (what === "nobody") return vendors === 0;
  if (what === "one") return rules > 0 && vendors === 1;
  if (what === "gap") return vendor !== "" && rules === 0 && vendors > 0;
  return true;
}

async function show() {
  const vendor = chosen("vendor");
  const gap = /** @type {HTMLOptionElement} */ (choiceOf("show").querySelector("[value=gap]"));
  gap.disabled = vendor === "";
  if (gap.disabled && gap.selected) choiceOf("show").value = "";
  const what = chosen("show");
  const countsOf = await counts();
  let fitting = 0;
  for (const cell of cells) {
    const all = countsOf(cell);
    const rules = vendor ? (all[Number(vendor)] ?? 0) : all.reduce((a, b) => a + (b ?? 0), 0);
    const isFit = fits(what, vendor, rules, all);
    cell.className = `cell heat-${STEPS.filter((step) => rules >= step).length}`;
    if (what) cell.classList.add(isFit ? "fit" : "dim");
    const number = cell.querySelector(".n");
    if (number) number.textContent = String(rules);
    if (isFit) fitting += 1;
  }
  if (what) unfoldFitting();
  const output = view.querySelector("output");
  if (output) output.value = what ? `${fitting} of ${cells.length} cells` : "";
  const query = new URLSearchParams(choices.filter((it) => it.value).map((it) => [it.name, it.value])).toString();
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
}

/** Unfolds the sub-techniques among which are some that were asked for. */
function unfoldFitting() {
  for (const fold of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".matrix details"))) {
    fold.open = fold.querySelector(".cell:not(.dim)") !== null;
  }
}

/** What the choices say, in words. */
function inWords() {
  const words = choices.filter((it) => it.value).map((it) => it.selectedOptions[0].textContent?.replace(/ \(\d+\)$/, "") ?? "");
  return words.join(", ") || "all vendors";
}

/** A layer of each matrix as it is shown. */
function download() {
  for (const matrix of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".matrix"))) {
    const shown = chosen("show");
    const techniques = new Map();
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (matrix.querySelectorAll(".cell:not(.dim)"))) {
      const score = Number(cell.querySelector(".n")?.textContent);
      if (score > 0 || shown) techniques.set(idOf(cell), score);
    }
    if (!techniques.size) continue;
    const layer = {
      name: `Detection rules: ${inWords()}`,
      versions: { attack: view.dataset.attack, layer: "4.5", navigator: "5.1.0" },
      domain: matrix.dataset.domain,
      description: "Number of rules a technique, sub-techniques included",
      techniques: [...techniques].map(([techniqueID, score]) => ({ techniqueID, score })),
      gradient: { colors: ["#eef3f9", "#1c4f8f"], minValue: 0, maxValue: Math.max(1, ...techniques.values()) },
    };
    const address = URL.createObjectURL(new Blob([JSON.stringify(layer)], { type: "application/json" }));
    element("a", { href: address, download: `${matrix.dataset.domain}-layer.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

/**
 * Arrows lead to the next cell of a column, or to the same height in the next column.
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const link = event.target instanceof Element ? event.target.closest(".matrix .cell > a") : null;
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  const column = link?.closest(".column");
  if (!link || !column || (!across && !down) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const linksOf = (/** @type {Element} */ it) => [.../** @type {NodeListOf<HTMLElement>} */ (it.querySelectorAll(".cell > a"))].filter((it) => it.checkVisibility());
  if (down) {
    const links = linksOf(column);
    links[links.indexOf(/** @type {HTMLElement} */ (link)) + down]?.focus();
    return;
  }
  const beside = across > 0 ? column.nextElementSibling : column.previousElementSibling;
  const height = link.getBoundingClientRect().top;
  const distance = (/** @type {Element} */ it) => Math.abs(it.getBoundingClientRect().top - height);
  if (beside) linksOf(beside).reduce((a, b) => (distance(b) < distance(a) ? b : a)).focus();
}

view.addEventListener("input", () => void show());
view.querySelector("[name=unfold]")?.addEventListener("click", (event) => {
  const folds = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".matrix details"))];
  const open = folds.some((it) => !it.open);
  folds.forEach((it) => (it.open = open));
  /** @type {HTMLElement} */ (event.target).textContent = open ? "Fold sub-techniques" : "Unfold sub-techniques";
});
view.querySelector("[name=layer]")?.addEventListener("click", download);
document.addEventListener("keydown", walk);
if (location.search) {
  const state = new URLSearchParams(location.search);
  for (const choice of choices) choice.value = state.get(choice.name) ?? "";
  void show();
}
