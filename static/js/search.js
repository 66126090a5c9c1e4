// @ts-check
"use strict";
// Finds as you type, in small files loaded on use (see the generator's search index).

(() => {
  /**
   * @typedef {[kind: string, name: string, also: string, at: string, rules: number]} Name
   * @typedef {{vendors: [string, string][], starts: number[], shards: {v: string[], q: string[]}, names: Name[]}} Names
   * @typedef {[vendor: number, slug: string, title: string]} Doc
   * @typedef {[field: number, op: string, value: string, looking: number, excluding: number, rules: number[]]} Row
   * @typedef {{fields: [string, string][], rows: Row[], words: Record<string, number[]>}} ValueShard
   * @typedef {{words: Record<string, number[] | 0>, titles: Record<string, number[]>}} TextShard
   * @typedef {{kind: string, title: string, note: string, at: string, count: number, score: number, vendor?: number, rank?: number, row?: Row, code?: boolean}} Hit
   */

  const base = root;
  const CHUNK = 256;
  const PAUSE = 80;
  /** Titles that are looked at for the words as they stand together. */
  const PHRASES = 60;
  const KINDS = [["technique", "Techniques"], ["tactic", "Tactics"], ["vendor", "Vendors"], ["field", "Fields"], ["event", "Events"], ["value", "Values"], ["rule", "Rules"], ["text", "In the query text"]];

  /** @param {string} name */
  const file = (name) => take(`search/${name}`);

  /**
   * A shard, if the index has it: two characters, unless what is typed has others. Two letters alone begin too many
   * words to be worth a fetch; until the third, the names answer.
   * @param {"v" | "q"} kind
   * @param {string} word
   */
  async function shard(kind, word) {
    if ([...word].length < 3) return null;
    const keys = /^[a-z0-9]{2}/.test(word) ? [word.slice(0, 2), `${word[0]}_`] : ["__"];
    const names = await file("names");
    const key = keys.find((key) => names?.shards[kind].includes(key));
    return key ? file(`${kind}-${key}`) : null;
  }

  /** @param {string} text */
  const wordsOf = (text) => [...new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => [...word].length > 1).map((word) => [...word].slice(0, 24).join("")))];

  /**
   * Whether two words differ by at most `most` typing errors.
   * @param {string} a
   * @param {string} b
   * @param {number} most
   */
  function near(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    let before = Array.from({ length: b.length + 1 }, (_, i) => i);
    let older = before;
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      }
      [older, before] = [before, row];
      if (Math.min(...row) > most) return false;
    }
    return before[b.length] <= most;
  }

  /**
   * How well a name answers; 0 for not at all.
   * @param {string} name
   * @param {string} query
   * @param {string[]} words
   */
  function score(name, query, words) {
    if (name === query) return 100;
    if (name.startsWith(query)) return 80;
    const parts = name.split(/[^\p{L}\p{N}]+/u);
    if (words.length && words.every((word) => parts.some((part) => part.startsWith(word)))) return 60;
    return name.includes(query) && query.length > 2 ? 40 : 0;
  }

  /**
   * @param {Names} names
   * @param {string} query
   * @param {string[]} words
   * @returns {Hit[]}
   */
  function named(names, query, words) {
    /** @param {(text: string) => number} rate */
    const find = (rate) => names.names.flatMap(([kind, title, note, at, count]) => {
      const best = Math.max(rate(title.toLowerCase()), rate(note.toLowerCase()));
      return best ? [{ kind, title, note, at, count, score: best + Math.log10(1 + count), code: kind === "field" }] : [];
    });
    const exact = find((text) => score(text, query, words));
    if (exact.length || query.length < 4) return exact;
    const most = (/** @type {string} */ word) => (word.length > 7 ? 2 : word.length > 3 ? 1 : 0);
    return find((text) => {
      const parts = text.split(/[^\p{L}\p{N}]+/u);
      return words.every((word) => parts.some((part) => part.startsWith(word) || near(word, part, most(word)))) ? 20 : 0;
    });
  }

  /**
   * The places in a shard that a word, or the beginning of one, leads to.
   * @param {{words: Record<string, number[]>}} shard
   * @param {string} word
   */
  function places(shard, word) {
    const found = new Map();
    for (const [full, at] of Object.entries(shard.words)) {
      if (full.startsWith(word)) at.forEach((place) => found.set(place, Math.max(found.get(place) ?? 0, full === word ? 2 : 1)));
    }
    return found;
  }

  /**
   * @param {string} query
   * @param {string[]} words
   * @returns {Promise<Hit[]>}
   */
  async function valued(query, words) {
    const longest = [...words].sort((a, b) => b.length - a.length)[0];
    if (!longest) return [];
    /** @type {ValueShard | null} */
    const found = await shard("v", longest);
    if (!found) return [];
    const bare = query.replaceAll("*", "");
    return [...places(found, longest)].flatMap(([place, rate]) => {
      const row = found.rows[place];
      const value = row[2].toLowerCase();
      if (!words.every((word) => value.includes(word))) return [];
      const [field, at] = found.fields[row[0]];
      const close = value === bare ? 6 : value.includes(bare) ? 3 : 0;
      return [{ kind: "value", title: row[2], note: `${field || "any field"} ${row[1]}`, at, count: row[3], row, code: true, score: rate + close + 2.5 * Math.log10(1 + row[3] + row[4]) }];
    });
  }

  /**
   * Which rules have a word, or a longer one that begins with it; null if most have it.
   * @param {Record<string, number[] | 0>} places
   * @param {string} word
   */
  function having(places, word) {
    if (places[word] === 0) return null;
    /** @type {Map<number, string>} */
    const found = new Map();
    const enter = (/** @type {string} */ full) => {
      let rank = 0;
      for (const step of places[full] || []) found.has((rank += step)) || found.set(rank, full);
    };
    if (places[word]) enter(word);
    for (const full of Object.keys(places)) if (full.startsWith(word)) enter(full);
    return found;
  }

  /**
   * Rules that have all words, in their titles or in their queries; titles are looked up when they are shown.
   * @param {"rule" | "text"} kind
   * @param {Names} names
   * @param {TextShard[]} shards one a word
   * @param {string[]} words
   * @returns {Hit[]}
   */
  function ruled(kind, names, shards, words) {
    /** @type {Map<number, string[]> | undefined} */
    let found;
    for (const [i, shard] of shards.entries()) {
      const places = having(kind === "rule" ? shard.titles : shard.words, words[i]);
      if (!places) continue;
      const before = found;
      found = new Map([...places].filter(([rank]) => !before || before.has(rank)).map(([rank, full]) => [rank, [...(before?.get(rank) ?? []), ...(full === words[i] ? [] : [full])]]));
    }
    return [...(found ?? [])].map(([rank, longer]) => ({
      kind, title: "", note: kind === "text" ? longer.join(" ") : "", at: "", count: 0, rank, vendor: names.starts.findLastIndex((start) => start <= rank), score: words.length - longer.length / 2,
    }));
  }

  /**
   * @param {Names} names
   * @param {string} query
   * @param {string[]} words
   * @returns {Promise<Hit[]>}
   */
  async function rules(names, query, words) {
    const long = words.filter((word) => [...word].length > 2);
    const shards = await Promise.all(long.map((word) => shard("q", word)));
    if (shards.includes(null)) return [];
    const titled = ruled("rule", names, shards, long).sort((a, b) => b.score - a.score);
    // Several words that stand together say more; one word always does.
    if (words.length > 1) {
      await entitle(titled.slice(0, PHRASES));
      for (const hit of titled) if (hit.title.toLowerCase().includes(query)) hit.score += 3;
    }
    const known = new Set(titled.map((hit) => hit.rank));
    return [...titled, ...ruled("text", names, shards, long).filter((hit) => !known.has(hit.rank))];
  }

  /**
   * Gives rules that are shown their titles.
   * @param {Hit[]} hits
   */
  async function entitle(hits) {
    await Promise.all(hits.filter((hit) => hit.rank !== undefined && !hit.at).map(async (hit) => {
      const rank = hit.rank ?? 0;
      /** @type {Doc | undefined} */
      const doc = (await file(`r-${Math.floor(rank / CHUNK)}`))?.[rank % CHUNK];
      if (doc) [, hit.at, hit.title] = doc;
    }));
  }

  /**
   * Calls back with what is found: names first, since their list is short, then with rules and values as well.
   * @param {string} text
   * @param {(names: Names, hits: Hit[]) => Promise<void>} show
   * @param {() => boolean} isStale whether more was typed since
   */
  async function search(text, show, isStale) {
    const query = text.trim().toLowerCase().replace(/\s+/g, " ");
    const words = wordsOf(query);
    /** @type {Names | null} */
    const names = await file("names");
    if (!names) throw new Error("no index");
    const first = named(names, query, words).sort((a, b) => b.score - a.score);
    if (first.length) await show(names, first);
    // The names answer every key; shards are fetched when the typing pauses.
    await new Promise((done) => setTimeout(done, PAUSE));
    if (isStale()) return;
    const [found, values] = await Promise.all([rules(names, query, words), valued(query, words)]);
    await show(names, [...first, ...found, ...values].sort((a, b) => b.score - a.score));
  }

  /** @param {string} kind @param {Hit[]} hits */
  const ofKind = (kind, hits) => hits.filter((hit) => hit.kind === kind);

  /**
   * @param {Hit} hit
   * @param {Names} names
   */
  function item(hit, names) {
    const title = element(hit.code ? "code" : "span", {}, hit.title);
    const vendor = hit.vendor === undefined ? undefined : names.vendors[hit.vendor];
    const notes = [hit.note, hit.kind === "value" && hit.row ? `${hit.row[3]} looking${hit.row[4] ? `, ${hit.row[4]} excluding` : ""}` : hit.count ? `${hit.count} rules` : ""].filter(Boolean);
    const line = element("li");
    if (vendor) line.append(element("span", { class: "mark", title: vendor[1] }, vendor[0]));
    if (hit.kind === "value") line.append(valueButton(hit, title, names));
    else line.append(element("a", { href: base + (vendor ? ruleAddress(hit, names) : hit.at) }, title));
    if (notes.length) line.append(" ", element("span", { class: "note" }, notes.join(" · ")));
    return line;
  }

  /** @type {Map<number, string>} */
  const ids = new Map();

  /**
   * @param {Hit} hit
   * @param {Names} names
   */
  function ruleAddress(hit, names) {
    const vendor = hit.vendor ?? 0;
    if (!ids.size) names.names.filter(([kind]) => kind === "vendor").forEach(([, , id], i) => ids.set(i, id));
    return `rules/${ids.get(vendor)}/${hit.at}/`;
  }

  /**
   * A value opens the rules that use it.
   * @param {Hit} hit
   * @param {Element} title
   * @param {Names} names
   */
  function valueButton(hit, title, names) {
    const button = element("button", { type: "button", class: "expand", "aria-expanded": "false" }, title);
    button.addEventListener("click", async () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      const line = /** @type {Element} */ (button.parentElement);
      if (open) return line.querySelector("ul")?.remove();
      const ranks = hit.row?.[5] ?? [];
      const docs = await Promise.all(ranks.map((rank) => file(`r-${Math.floor(rank / CHUNK)}`).then((chunk) => chunk?.[rank % CHUNK])));
      const rules = docs.filter(Boolean).map(([vendor, slug, title]) => item({ kind: "rule", title, note: "", at: slug, count: 0, score: 0, vendor }, names));
      if (hit.at) rules.push(element("li", {}, element("a", { href: base + hit.at }, `All about ${hit.note.split(" ")[0]}`)));
      line.append(element("ul", {}, ...rules));
    });
    return button;
  }

  /**
   * @param {HTMLElement} panel
   * @param {Names} names
   * @param {Hit[]} hits
   * @param {number} most
   * @param {() => boolean} isStale whether more was typed while titles were fetched
   * @param {(kind: string) => void} [choose] shows all of a kind
   */
  async function render(panel, names, hits, most, isStale, choose) {
    const groups = KINDS.map(([kind, title]) => ({ title, kind, hits: ofKind(kind, hits) })).filter((group) => group.hits.length);
    const untitled = groups.filter((group) => group.hits[0].rank !== undefined);
    if (untitled.length) await Promise.all(untitled.map((group) => entitle(group.hits.slice(0, most))));
    if (isStale()) return;
    groups.sort((a, b) => Number(b.hits[0].score >= 60) - Number(a.hits[0].score >= 60));
    const made = groups.map((group) => {
      const heading = element("h2", {}, group.title, " ", element("span", { class: "count" }, group.hits.length.toLocaleString("en")));
      const list = element("ul", {}, ...group.hits.slice(0, most).map((hit) => item(hit, names)));
      const section = element("section", { "data-kind": group.kind }, heading, list);
      const left = group.hits.length - most;
      if (left > 0 && choose) {
        const more = element("button", { type: "button", class: "rest" }, `${left.toLocaleString("en")} more`);
        more.addEventListener("click", () => choose(group.kind));
        section.append(more);
      } else if (left > 0) section.append(element("p", { class: "note" }, `${left.toLocaleString("en")} more`));
      return section;
    });
    panel.replaceChildren(...(made.length ? made : [element("p", { class: "none" }, "Nothing is called so.")]));
  }

  /** The box at the head of every page: a panel below it. */
  function attachBox(/** @type {HTMLFormElement} */ form) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
    const panel = element("div", { class: "found panel", hidden: "" });
    form.append(panel);
    let latest = 0;
    input.addEventListener("input", async () => {
      const turn = (latest += 1);
      const isStale = () => turn !== latest;
      const text = input.value;
      if (text.trim().length < 2) return void (panel.hidden = true);
      try {
        await search(text, async (names, hits) => {
          if (isStale()) return;
          await render(panel, names, hits, 6, isStale);
          if (!isStale()) panel.hidden = false;
        }, isStale);
      } catch (_) {
        panel.replaceChildren(element("p", { class: "none" }, "The index of the search cannot be loaded."));
        panel.hidden = false;
      }
    });
    form.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) panel.hidden = true;
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") panel.hidden = true;
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, .../** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("a, button"))];
      const at = stops.indexOf(/** @type {HTMLInputElement} */ (document.activeElement)) + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, at))].focus();
    });
    if (input.value) input.dispatchEvent(new Event("input"));
  }

  /** The search page: all results, by kind and vendor. */
  function attachPage(/** @type {HTMLElement} */ panel) {
    const input = /** @type {HTMLInputElement} */ (document.querySelector("main .seek input"));
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    let [kind, vendor] = ["", ""];
    let latest = 0;
    const show = async () => {
      const turn = (latest += 1);
      const isStale = () => turn !== latest;
      history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
      if (input.value.trim().length < 2) return panel.replaceChildren();
      try {
        await search(input.value, async (names, hits) => {
          if (isStale()) return;
          const fitting = hits.filter((hit) => (!kind || hit.kind === kind) && (!vendor || String(hit.vendor) === vendor));
          await render(panel, names, fitting, kind || vendor ? 500 : 12, isStale, (chosen) => ([kind] = [chosen], void show()));
          if (!isStale()) panel.prepend(facets(names, hits));
        }, isStale);
      } catch (_) {
        panel.replaceChildren(element("p", { class: "none" }, "The index of the search cannot be loaded."));
      }
    };
    /** @param {Names} names @param {Hit[]} hits */
    const facets = (names, hits) => {
      const button = (/** @type {string} */ title, /** @type {number} */ count, /** @type {boolean} */ on, /** @type {() => void} */ choose) => {
        const made = element("button", { type: "button", "aria-pressed": String(on) }, `${title} ${count.toLocaleString("en")}`);
        made.addEventListener("click", () => (choose(), void show()));
        return made;
      };
      const kinds = KINDS.map(([id, title]) => ({ id, title, count: ofKind(id, hits).length })).filter((it) => it.count);
      const vendors = names.vendors.map(([, title], i) => ({ id: String(i), title, count: hits.filter((hit) => hit.vendor === i).length })).filter((it) => it.count);
      return element("div", { class: "facets", role: "group", "aria-label": "Narrow the results" },
        button("All", hits.length, !kind && !vendor, () => ([kind, vendor] = ["", ""])),
        ...kinds.map((it) => button(it.title, it.count, kind === it.id, () => ([kind, vendor] = [it.id, ""]))),
        ...vendors.map((it) => button(it.title, it.count, vendor === it.id, () => ([kind, vendor] = ["", it.id]))));
    };
    input.addEventListener("input", () => void show());
    /** @type {HTMLFormElement} */ (input.form).addEventListener("submit", (event) => event.preventDefault());
    void show();
    input.focus();
  }

  const page = document.getElementById("found");
  const pageForm = page ? document.querySelector("main .seek") : null;
  for (const form of document.querySelectorAll("form.seek")) {
    if (form !== pageForm) attachBox(/** @type {HTMLFormElement} */ (form));
  }
  if (page) attachPage(page);
})();
