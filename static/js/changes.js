// @ts-check
"use strict";
// Narrows an edition's changes; the address says how.

{
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-changes]"));
  const items = [...document.querySelectorAll("section.changes > ul > li")].map((item) => ({
    item: /** @type {HTMLElement} */ (item),
    vendor: /** @type {HTMLElement} */ (item.closest("section")).dataset.vendor,
    kind: /** @type {HTMLElement} */ (item).dataset.kind,
    text: (item.textContent ?? "").toLowerCase(),
  }));

  /** @param {HTMLFormElement} form */
  function narrow(form) {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value) asked.set(name, String(value));
    }
    history.replaceState(null, "", (asked.size ? `?${asked}` : location.pathname) + location.hash);
    const text = (asked.get("text") ?? "").trim().toLowerCase();
    const fits = (/** @type {typeof items[0]} */ it) =>
      (asked.get("vendor") ?? it.vendor) === it.vendor && (asked.get("kind") ?? it.kind) === it.kind && it.text.includes(text);
    let shown = 0;
    for (const it of items) {
      it.item.hidden = !fits(it);
      if (!it.item.hidden) shown += 1;
    }
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("section.changes"))) {
      section.hidden = !section.querySelector("ul > li[data-kind]:not([hidden])");
    }
    const output = form.querySelector("output");
    if (output) output.value = `${shown.toLocaleString("en")} of ${Number(output.dataset.total).toLocaleString("en")} changes`;
  }

  if (form) {
    form.hidden = false;
    for (const [name, value] of new URLSearchParams(location.search)) {
      const control = form.elements.namedItem(name);
      if (control instanceof HTMLSelectElement || control instanceof HTMLInputElement) control.value = value;
    }
    form.addEventListener("input", () => narrow(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => narrow(form)));
    narrow(form);
  }
}
