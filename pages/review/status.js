// What was done just now, and how far it is saved: never more than is known.

import { button, byId, chip, el, fill } from "../shared/dom.js";
import { say, t } from "../shared/texts.js";
import { ready, undo } from "./actions.js";
import { downloadDecisions } from "./decisions_file.js";
import { effectWords, proposedWords } from "./effect.js";
import { log, notDownloaded, verdictsOfOthers } from "./log.js";
import { askWho } from "./name_dialog.js";
import { openCase } from "./navigation.js";
import { SERVICE, caseByKey, online, writable } from "./queue.js";
import { dropRefused, saveAll, saving, unsaved } from "./saving.js";
import { shown, tell } from "./shown.js";
import { store } from "./store.js";
import { verdictName } from "./wording.js";
/** @import { Entry } from "./queue.js" */

/** What was done just now, with what others said about it. */
export function renderLast() {
  const box = byId("last");
  const { last } = shown;
  box.hidden = !last && !shown.message;
  const one = last?.key ? caseByKey.get(last.key) : undefined;
  const others = one ? verdictsOfOthers(one.key) : [];
  fill(box,
    last && el("span", {}, el("strong", {}, t("lastVerdict")), " ", last.words()),
    others.length > 0 && el("span", { class: "others" }, `${t("othersSaid")}: `, others.map((review) => [review.by || t("unknown"), " ", chip(verdictName(review), review.verdict), " "])),
    one && button("small", () => openCase(one.key), t("show")),
    last && button("small", undo, t("undo"), " ", el("kbd", {}, "Z")),
    last && el("span", { class: "effect" }, [one && proposedWords(one.key), effectLine(last.entry)].filter(Boolean).join(" · ")),
    shown.message && el("span", { class: "message" }, shown.message()));
}

const MOST_EFFECTS = 3;

/** What an action did to the figures, the first frameworks of many. @param {Entry} entry */
function effectLine(entry) {
  const words = effectWords(entry);
  return [...words.slice(0, MOST_EFFECTS), words.length > MOST_EFFECTS && t("andMore", { n: words.length - MOST_EFFECTS })].filter(Boolean).join(" / ");
}

/** What is saved, and what is not: never more than is known. */
export function renderSaving() {
  const pill = byId("saving");
  const [style, words] = savingWords();
  pill.className = `saving ${style}`;
  pill.textContent = words;
  byId("download").hidden = online;
  byId("download").classList.toggle("wanted", !online && notDownloaded().length > 0);
  byId("alert").replaceChildren(...alertContent());
  byId("alert").hidden = !byId("alert").childNodes.length;
}

/** @returns {[string, string]} the look and the words */
function savingWords() {
  if (!writable) return ["bad", t("readOnly")];
  if (online) {
    const left = unsaved().length;
    if (saving.problem) return ["bad", t("notSaved", { n: left })];
    if (left) return ["busy", t("saving", { n: left })];
    return ["good", t(log.entries.length ? "saved" : "savedNone")];
  }
  const left = notDownloaded().length;
  const keeping = log.entries.filter(({ state }) => state === "keeping").length;
  if (!store.local) return ["bad", t("noStorage", { n: left })];
  if (keeping) return ["busy", t("keeping", { n: keeping })];
  if (left) return ["warn", t("keptHere", { n: left })];
  return ["good", t(log.entries.length ? "keptAll" : "keptNone")];
}

function alertContent() {
  if (!writable) return [el("span", {}, `${t("readOnly")}: `, say(SERVICE.why))];
  if (saving.problem && saving.unsure) {
    const { by, other } = saving.unsure;
    return [el("span", {}, saving.problem()), button("small", () => askWho(by, other), t("sayWho"))];
  }
  if (saving.problem) {
    return [el("span", {}, saving.problem()),
      saving.over ? button("small", () => location.reload(), t("reload")) : button("small", saveAll, t("retry")),
      ...(saving.refused ? [button("small", dropRefused, t("dismissRefused"))] : [])];
  }
  if (!online && !store.local) return [el("span", {}, t("noStorageWhy"))];
  return [];
}

export function download() {
  if (!ready()) return;
  if (!log.entries.length) {
    tell(() => t("nothingToDownload"));
    return;
  }
  const file = downloadDecisions();
  shown.last = null;
  const n = log.entries.length;
  tell(() => t("downloaded", { file, n }), true);
  renderSaving();
}
