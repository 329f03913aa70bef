// The page: which question or query is open, asking the service, and the address that leads back to the same answer.

import { block, byId, show } from "../shared/dom.js";
import { renderGlossary, setUpSkip } from "../shared/frame.js";
import { headSheetsWhenPrinted } from "../shared/paper.js";
import { pick, speak, t } from "../shared/texts.js";
import { Editor } from "./editor.js";
import { Questions } from "./questions.js";
import { Result } from "./result.js";
import { setUpTaking, titleOfAnswer } from "./taking.js";
/** @import { Parameter, Question } from "./questions.js" */
/** @import { Setup } from "./result.js" */

/** @type {Setup} */
const setup = block("setup");
speak(setup.lang === "en" ? 1 : 0);
const result = new Result(setup);
const FIRST = "coverage-by-framework";
const ROWS = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5";
/** @type {Questions} */
let questions;
let latest = 0;

const editor = new Editor(setup, () => ask("/sparql", new URLSearchParams({ query: editor.text }), true));

/** Ask the service and show the answer. @param {string} path @param {URLSearchParams} parameters @param {boolean} isEditor */
async function ask(path, parameters, isEditor) {
  const turn = ++latest;
  result.wait();
  let reply;
  let text;
  try {
    reply = await fetch(isEditor ? path : `${path}?${parameters}`, {
      headers: { Accept: ROWS, ...(isEditor ? { "Content-Type": "application/sparql-query" } : {}) },
      ...(isEditor ? { method: "POST", body: parameters.get("query") } : {}),
    });
    text = await reply.text();
  } catch {
    if (turn === latest) result.fail(t("unreachable"));
    return;
  }
  if (turn !== latest) return;
  const media = reply.headers.get("Content-Type") ?? "";
  if (!reply.ok) {
    /** @type {{detail: string, detail_ko: string, line?: number, column?: number}} */
    let problem = { detail: `${reply.status}`, detail_ko: `${reply.status}` };
    try { problem = JSON.parse(text); } catch { /* keep the status */ }
    result.fail(pick([problem.detail_ko, problem.detail]));
    if (isEditor && problem.line) editor.point(problem.line, problem.column || 1);
    return;
  }
  const isRows = media.includes("json") && !media.includes("ld+json");
  if (isRows) result.answer(JSON.parse(text)); else result.turtle(text);
  offer(path, parameters, isRows);
}

/** Offer the answer as files. @param {string} path @param {URLSearchParams} parameters @param {boolean} isRows */
function offer(path, parameters, isRows) {
  for (const form of ["xlsx", "csv", "json", "ttl"]) {
    const target = /** @type {HTMLAnchorElement} */ (byId(`as-${form}`));
    show(target, isRows === (form !== "ttl"));
    target.href = `${path}?${new URLSearchParams([...parameters, ["format", form]])}`;
  }
  show(byId("downloads"), true);
}

/** @param {string} name @param {Record<string, string>} values @param {boolean} [remember]  whether the address changes */
function openQuestion(name, values, remember = true) {
  const question = questions.open(name, values);
  if (!question) return;
  show(byId("asked"), true);
  show(byId("editor"), false);
  byId("open-editor").setAttribute("aria-current", "false");
  byId("show-sparql").addEventListener("click", () => { openEditor(bound(question)); });
  if (remember) history.pushState(null, "", address(name, values));
  if (questions.complete()) askQuestion(); else { latest++; result.wait(); byId("answer-summary").textContent = ""; }
}

function askQuestion() {
  const { chosen } = questions;
  if (!chosen) return;
  const { name } = chosen;
  const values = questions.values();
  const parameters = new URLSearchParams({ ...values, ...(chosen.parameters.some((each) => each.name === "lang") ? { lang: setup.lang } : {}) });
  history.replaceState(null, "", address(name, values));
  ask(`/questions/${name}`, parameters, false);
}

/** @param {string} name @param {Record<string, string>} values */
const address = (name, values) => `/questions/${name}?${new URLSearchParams({ ...values, lang: setup.lang })}`;

/** The question as a text to start from, with what was chosen bound in it. @param {Question} question */
function bound(question) {
  /** @type {Record<string, string>} */
  const values = { ...questions.values(), lang: setup.lang };
  const body = question.query.replace(/^#---\n[\s\S]*?\n#---\n/, "");
  const lines = question.parameters.filter((each) => values[each.name]).map((each) => `  VALUES $${each.name} { ${term(each, values[each.name])} }`);
  const at = body.indexOf("{") + 1;
  return lines.length ? `${body.slice(0, at)}\n${lines.join("\n")}${body.slice(at)}` : body;
}

/** @param {Parameter} parameter @param {string} value */
function term(parameter, value) {
  /** @param {string} path */
  const iri = (path) => `<${setup.base}id/${path.split("/").map((part) => encodeURIComponent(part)).join("/")}>`;
  if (["framework", "plan", "item", "task", "record"].includes(parameter.type)) return iri(value);
  if (parameter.type === "department") return iri(`department/${value}`);
  if (["integer", "number"].includes(parameter.type) && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return JSON.stringify(value);
}

/** @param {string} text  what to begin with; "" leaves what is there */
function openEditor(text) {
  questions.close();
  show(byId("asked"), false);
  show(byId("editor"), true);
  byId("open-editor").setAttribute("aria-current", "true");
  if (text) editor.fill(text);
  latest++;
  result.wait();
  byId("answer-summary").textContent = "";
  editor.area.focus();
}

function openAddress() {
  const [, first, name] = location.pathname.split("/");
  const values = Object.fromEntries(new URLSearchParams(location.search));
  delete values.lang;
  if (first === "questions" && name) openQuestion(decodeURIComponent(name), values, false);
  else if (first === "sparql" || location.hash === "#sparql") openEditor("");
  else openQuestion(FIRST, {}, false);
}

/** The help of the page; other pages lead to it by the address. */
function openHelp() {
  /** @type {HTMLDialogElement} */ (byId("help-text")).showModal();
}

setUpSkip();
setUpTaking(result);
headSheetsWhenPrinted(() => `${titleOfAnswer()} – ${document.title}`, () => byId("stated").textContent ?? "");
renderGlossary();
byId("help").addEventListener("click", (event) => { event.preventDefault(); openHelp(); });
byId("parameters").addEventListener("submit", (event) => { event.preventDefault(); askQuestion(); });
byId("open-editor").addEventListener("click", () => openEditor(""));
byId("other-language").addEventListener("click", (event) => {
  const query = new URLSearchParams(location.search);
  query.set("lang", setup.lang === "ko" ? "en" : "ko");
  event.preventDefault();
  location.assign(`${location.pathname}?${query}${location.hash}`);
});
window.addEventListener("popstate", openAddress);

/** Ask what can be asked, and open what the address names. */
async function start() {
  const helping = location.hash === "#help"; // what is asked first writes the address anew
  const reply = await fetch("/questions", { headers: { Accept: "application/json" } });
  questions = new Questions(await reply.json(), setup, (name, values) => openQuestion(name, values));
  openAddress();
  if (helping) openHelp();
  document.documentElement.dataset.ready = "true";
}

start();
