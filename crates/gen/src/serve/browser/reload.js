// @ts-check
"use strict";
// Keeps an open page up to date. gen serve puts it into the pages it serves; a built site has no trace of it.
//
// The server tells only that something changed. Whether this page did is seen from the marks (ETag) of what it shows:
// itself, the stylesheets, all other static files, and whatever its scripts fetched.

(() => {
  /** @typedef {{place: string, message: string, help: string | null, excerpt: string | null, column: number}} Remark */
  /** @typedef {{x: number, y: number, folds: [string, boolean][], opened: string[]}} Left */

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** Marks of the page, of the stylesheets and of the other static files. */
  const [shown, styles, statics] = (script.dataset.print ?? "").split(".");
  /** @type {Map<string, string>} */
  const fetched = new Map();
  const plainFetch = window.fetch.bind(window);
  const key = `gen:${location.pathname}`;
  /** How long a page may grow after a reload before its place is given up. */
  const SETTLES = 2000;
  let worn = styles;
  let looks = 0;
  /** @type {EventSource | undefined} */
  let stream;

  window.fetch = async (...request) => {
    const response = await plainFetch(...request);
    const tag = response.headers.get("etag");
    if (tag && response.url.startsWith(location.origin)) fetched.set(response.url, tag);
    return response;
  };

  /** @param {string} address */
  async function tagOf(address) {
    const response = await plainFetch(address, { method: "HEAD", cache: "no-store" });
    return response.headers.get("etag") ?? "";
  }

  const own = (/** @type {string} */ tag) => tag.replace(/^(?:W\/)?"|"$/g, "").split(".");

  /** Finds out what changed, and shows it. */
  async function look() {
    const turn = (looks += 1);
    const [mark, style, other] = own(await tagOf(location.href));
    const others = await Promise.all([...fetched].map(async ([at, tag]) => own(tag)[0] !== own(await tagOf(at))[0]));
    if (turn !== looks) return;
    if (mark !== shown || other !== statics || others.includes(true)) reload();
    else if (style !== worn) wear(style);
  }

  /**
   * Puts new stylesheets in place of the old ones, without a flash.
   * @param {string} style
   */
  function wear(style) {
    worn = style;
    for (const old of document.querySelectorAll("link[rel=stylesheet]")) {
      const link = /** @type {HTMLLinkElement} */ (old.cloneNode());
      const address = new URL(link.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("print", style);
      link.href = address.href;
      link.addEventListener("load", () => old.remove(), { once: true });
      link.addEventListener("error", () => old.remove(), { once: true });
      old.after(link);
    }
  }

  /**
   * What an element is called, so that it is found again on the next version of the page: by its address, by what its
   * row says before the count, or by its summary without counts; and by where it stands.
   * @param {Element} element
   */
  function nameOf(element) {
    const place = element.closest("[id]")?.id ?? "";
    const cell = element.closest("td");
    if (element.hasAttribute("href")) return `${element.getAttribute("href")}`;
    if (cell) return [place, ...[...(cell.parentElement?.children ?? [])].slice(0, cell.cellIndex).map((it) => it.textContent)].join("\n");
    const text = element.querySelector("summary")?.firstChild?.textContent ?? element.textContent ?? "";
    return `${place}\n${text.replace(/[\d,.\s]+/g, " ").trim()}`;
  }

  const expandable = () => [...document.querySelectorAll("main [aria-expanded]")];

  /** Reloads the page, and lets it be found as it was left. */
  function reload() {
    stream?.close();
    /** @type {Left} */
    const left = {
      x: scrollX,
      y: scrollY,
      folds: [...document.querySelectorAll("details")].map((it) => [nameOf(it), it.open]),
      opened: expandable().filter((it) => it.getAttribute("aria-expanded") === "true").map(nameOf),
    };
    try {
      sessionStorage.setItem(key, JSON.stringify(left));
      history.scrollRestoration = "manual";
    } catch (_) {
      // The page then starts at its top.
    }
    location.reload();
  }

  /** Opens what was open and goes to where the page was left. */
  function restore() {
    const text = sessionStorage.getItem(key);
    if (!text) return;
    sessionStorage.removeItem(key);
    /** @type {Left} */
    const left = JSON.parse(text);
    const folds = new Map(left.folds);
    for (const fold of document.querySelectorAll("details")) fold.open = folds.get(nameOf(fold)) ?? fold.open;
    for (const element of expandable()) {
      if (left.opened.includes(nameOf(element)) && element.getAttribute("aria-expanded") !== "true") /** @type {HTMLElement} */ (element).click();
    }
    stay(left);
  }

  /**
   * Keeps to a place while the page grows to its full height, until somebody moves it.
   * @param {Left} left
   */
  function stay({ x, y }) {
    const go = () => scrollTo({ left: x, top: y, behavior: "instant" });
    const growth = new ResizeObserver(go);
    const end = () => {
      growth.disconnect();
      history.scrollRestoration = "auto";
      for (const type of ["wheel", "keydown", "pointerdown", "touchstart"]) removeEventListener(type, end);
    };
    for (const type of ["wheel", "keydown", "pointerdown", "touchstart"]) addEventListener(type, end, { passive: true });
    growth.observe(document.documentElement);
    growth.observe(document.body);
    setTimeout(end, SETTLES);
    go();
  }

  /**
   * @param {string} name
   * @param {string} kind
   * @param {...(Node | string)} children
   */
  function make(name, kind, ...children) {
    const made = document.createElement(name);
    made.className = kind;
    made.append(...children);
    return made;
  }

  /** @param {Remark} remark */
  function item({ place, message, help, excerpt, column }) {
    const parts = [make("code", "place", place), " ", make("span", "message", message)];
    if (excerpt) {
      const letters = [...excerpt];
      const at = Math.max(column, 1) - 1;
      parts.push(make("pre", "excerpt", letters.slice(0, at).join(""), make("mark", "", letters[at] ?? " "), letters.slice(at + 1).join("")));
    }
    if (help) parts.push(make("div", "help", help));
    return make("li", "", ...parts);
  }

  /**
   * Says what is wrong, above the page; takes it back when nothing is. Text stays text.
   * @param {Remark[]} problems
   */
  function tell(problems) {
    document.querySelector("gen-problems")?.remove();
    if (!problems.length) return;
    const host = document.createElement("gen-problems");
    const close = make("button", "", "×");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => host.remove());
    const title = make("h2", "", problems.length === 1 ? "A problem" : `${problems.length} problems`);
    const panel = make("section", "", close, title, make("p", "", "The last good site stays until this is mended."), make("ol", "", ...problems.map(item)));
    panel.setAttribute("role", "alert");
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/_gen/overlay.css";
    host.attachShadow({ mode: "open" }).append(style, panel);
    document.body.append(host);
  }

  /** Follows the server as long as the page can be seen: browsers hold few connections to one server. */
  function follow() {
    stream?.close();
    if (document.hidden) return;
    stream = new EventSource(`/_gen/events?${location.pathname}`);
    stream.addEventListener("shown", (event) => {
      const { problems } = JSON.parse(event.data);
      tell(problems);
      look().catch(() => undefined);
    });
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", (event) => event.persisted && follow());
  restore();
  follow();
})();
