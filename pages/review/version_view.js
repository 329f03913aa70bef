// The version maps: is this item of the new edition that item of the old one? A person says so, pair by pair.

import { announce, button, byId, chip, el, fill } from "../shared/dom.js";
import { nameOf, say, t } from "../shared/texts.js";
import { ready } from "./actions.js";
import { addEntry, log } from "./log.js";
import { VERSIONS, writable } from "./queue.js";
import { saveAll } from "./saving.js";
import { redraw } from "./screen.js";
/** @import { VersionDecision, VersionEnd, VersionMap, VersionPair } from "./queue.js" */

const AT_ONCE = 30;
/** How many pairs of each map are drawn. @type {Map<string, number>} */
const drawn = new Map();

/** What stands about a pair: on record, or as this page decided it later. @param {VersionMap} map @param {VersionPair} pair */
function standing(map, pair) {
  const said = log.entries.flatMap((entry) => entry.versions || []).filter((one) => one.map === map.map && one.old === pair.old && one.new === pair.new);
  const last = said.at(-1);
  return last && (!pair.date || Date.parse(last.date || "") >= Date.parse(pair.date)) ? last : pair;
}

/** @param {VersionMap} map */
const waiting = (map) => map.pairs.filter((pair) => standing(map, pair).state === "proposed");

export function renderVersionsTab() {
  byId("tab-versions").hidden = !VERSIONS.length;
  byId("tab-versions").textContent = t("tabVersions", { n: VERSIONS.reduce((sum, map) => sum + waiting(map).length, 0) });
}

export function renderVersions() {
  fill(byId("view-versions"), el("h2", {}, t("versionsHeading")), el("p", { class: "soft" }, t("versionsLead")), VERSIONS.map(mapSection));
}

/** @param {VersionMap} map */
function mapSection(map) {
  const open = waiting(map);
  const done = map.pairs.filter((pair) => !open.includes(pair));
  const shown = open.slice(0, drawn.get(map.map) ?? AT_ONCE);
  const rest = open.length - shown.length;
  return el("section", { "aria-label": `${say(map.old)} → ${say(map.new)}` },
    el("h3", {}, `${say(map.old)} → ${say(map.new)}`),
    el("p", { class: "figure" }, t("versionsCount", { n: open.length, total: map.pairs.length })),
    el("ul", { class: "pairs" }, shown.map((pair) => pairCard(map, pair))),
    rest > 0 && el("p", {}, button("small", () => {
      drawn.set(map.map, shown.length + AT_ONCE);
      renderVersions();
    }, t("versionsMore", { n: rest }))),
    done.length > 0 && el("details", { open: !open.length }, el("summary", {}, t("versionsDone", { n: done.length })),
      el("ul", { class: "pairs" }, done.map((pair) => pairCard(map, pair)))));
}

/** @param {VersionMap} map @param {VersionPair} pair */
function pairCard(map, pair) {
  const now = standing(map, pair);
  const decided = now.state !== "proposed";
  const note = /** @type {HTMLInputElement} */ (el("input", { maxlength: "2000", "aria-label": t("note"), placeholder: t("versionNote") }));
  /** @param {VersionDecision["state"]} state */
  const act = (state) => () => decide(map, pair, state, note.value.trim());
  return el("li", { class: "card version", "data-pair": `${pair.old} ${pair.new}` },
    el("p", { class: "version-head" }, el("strong", {}, t(`versionAsk_${pair.relation}`)),
      pair.score !== null && el("span", { class: "soft" }, `${t("score")} ${pair.score.toFixed(2)}`),
      decided && chip(t(now.state === "confirmed" ? "versionSame" : "versionOther"), now.state === "confirmed" ? "accept" : "reject"),
      decided && el("span", { class: "soft" }, [now.by, (now.date || "").slice(0, 10), now.note].filter(Boolean).join(" · "))),
    el("div", { class: "ends" }, endCard("versionOld", pair.old, pair.ends[0]), endCard("versionNew", pair.new, pair.ends[1])),
    writable && el("p", { class: "version-acts" },
      ...(decided ? [now.by === log.by && button("small", act("proposed"), t("withdraw"))]
        : [button("main small", act("confirmed"), t("versionSame")), button("small", act("rejected"), t("versionOther")), note])));
}

/** @param {string} heading @param {string} id @param {VersionEnd} end */
function endCard(heading, id, end) {
  const path = (end.path || []).slice(1).map(say).filter(Boolean);
  return el("div", { class: "end" },
    el("p", { class: "soft" }, t(heading), " ", el("span", { class: "code" }, end.code || id)),
    el("p", { class: "name" }, say(end.title)),
    say(end.summary) && el("p", { class: "summary" }, say(end.summary)),
    path.length > 0 && el("p", { class: "soft" }, path.join(" › ")));
}

/** @param {VersionMap} map @param {VersionPair} pair @param {VersionDecision["state"]} state @param {string} note */
function decide(map, pair, state, note) {
  if (!ready()) return;
  const place = waiting(map).indexOf(pair);
  addEntry([], [], { versions: [{ map: map.map, old: pair.old, new: pair.new, state, ...(note ? { note } : {}) }] });
  renderVersionsTab();
  renderVersions();
  redraw("saving");
  saveAll();
  const next = waiting(map)[Math.max(0, place)] || waiting(map)[0];
  const card = next && document.querySelector(`[data-pair="${CSS.escape(`${next.old} ${next.new}`)}"] button`);
  /** @type {HTMLElement} */ (card || byId("tab-versions")).focus();
  announce([`${nameOf("state", state)}: ${pair.old} → ${pair.new}.`, t("versionsCount", { n: waiting(map).length, total: map.pairs.length })].join(" "));
}
