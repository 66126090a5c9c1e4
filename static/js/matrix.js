// @ts-check
"use strict";
// Counts the matrix again for a vendor or a platform, and makes a Navigator layer of what is shown.

const STEPS = [1, 5, 20, 60, 200];
const view = /** @type {HTMLElement} */ (document.querySelector(".matrix-view"));
const choices = [.../** @type {NodeListOf<HTMLSelectElement>} */ (view.querySelectorAll("select"))];
const cells = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".matrix .cell"))];
const base = document.documentElement.dataset.root ?? "";

/** @type {Promise<Record<string, Record<string, number[]>>> | undefined} */
let byPlatform;

/** @param {HTMLElement} cell */
const idOf = (cell) => cell.querySelector("a")?.title ?? "";

/** @param {string} name */
const chosen = (name) => choices.find((it) => it.name === name)?.value ?? "";

/** The counts of a cell by vendor, on the platform asked for. */
async function counts() {
  const platform = chosen("platform");
  if (!platform) return (/** @type {HTMLElement} */ cell) => (cell.dataset.v ?? "").split(" ").map(Number);
  byPlatform ??= fetch(`${base}data/matrix.json`).then((response) => response.json());
  const table = await byPlatform;
  return (/** @type {HTMLElement} */ cell) => table[idOf(cell)]?.[platform] ?? [];
}

async function show() {
  const [vendor, what] = [chosen("vendor"), chosen("show")];
  const countsOf = await counts();
  let fitting = 0;
  for (const cell of cells) {
    const all = countsOf(cell);
    const rules = vendor ? (all[Number(vendor)] ?? 0) : all.reduce((a, b) => a + b, 0);
    const vendors = all.filter((it) => it > 0).length;
    const heat = STEPS.filter((step) => rules >= step).length;
    cell.className = `cell heat-${heat}`;
    const number = cell.querySelector(".n");
    if (number) number.textContent = String(rules);
    const fits = what === "nobody" ? rules === 0 : what === "one" ? vendors === 1 && rules > 0 : what === "some" ? rules > 0 : true;
    cell.classList.toggle("dim", !fits);
    if (fits) fitting += 1;
  }
  const output = view.querySelector("output");
  if (output) output.value = what ? `${fitting} of ${cells.length} cells` : "";
  const query = new URLSearchParams(choices.filter((it) => it.value).map((it) => [it.name, it.value])).toString();
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
}

/** A layer of each matrix as it is shown. */
function download() {
  for (const matrix of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".matrix"))) {
    const techniques = new Map();
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (matrix.querySelectorAll(".cell:not(.dim)"))) {
      techniques.set(idOf(cell), Number(cell.querySelector(".n")?.textContent));
    }
    const layer = {
      name: "Detection rules, as shown",
      versions: { layer: "4.5", navigator: "5.1.0" },
      domain: matrix.dataset.domain,
      techniques: [...techniques].map(([techniqueID, score]) => ({ techniqueID, score })),
      gradient: { colors: ["#eef3f9", "#1c4f8f"], minValue: 0, maxValue: Math.max(1, ...techniques.values()) },
    };
    const address = URL.createObjectURL(new Blob([JSON.stringify(layer)], { type: "application/json" }));
    element("a", { href: address, download: `${matrix.dataset.domain}-layer.json` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

view.addEventListener("input", () => void show());
view.querySelector("[name=unfold]")?.addEventListener("click", (event) => {
  const folds = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(".matrix details"))];
  const open = folds.some((it) => !it.open);
  folds.forEach((it) => (it.open = open));
  /** @type {HTMLElement} */ (event.target).textContent = open ? "Fold sub-techniques" : "Unfold sub-techniques";
});
view.querySelector("[name=layer]")?.addEventListener("click", download);
if (location.search) {
  const state = new URLSearchParams(location.search);
  for (const choice of choices) choice.value = state.get(choice.name) ?? "";
  void show();
}
