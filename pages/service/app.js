// The page: which question or query is open, asking the service, and the address that leads back to the same answer.

import { find, show } from "./dom.js";
import { Editor } from "./editor.js";
import { Questions } from "./questions.js";
import { Result } from "./result.js";
import { speaker } from "./texts.js";

const setup = JSON.parse(find("work").dataset.setup);
const words = speaker(setup.lang);
const result = new Result(setup, words);
const FIRST = "coverage-by-framework";
const ROWS = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5";
let questions;
let latest = 0;

const editor = new Editor(setup, () => ask("/sparql", new URLSearchParams({ query: editor.text }), true));

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
    if (turn === latest) result.fail(words.say("unreachable"));
    return;
  }
  if (turn !== latest) return;
  const media = reply.headers.get("Content-Type") ?? "";
  if (!reply.ok) {
    let problem = { detail: `${reply.status}`, detail_ko: `${reply.status}` };
    try { problem = JSON.parse(text); } catch { /* keep the status */ }
    result.fail((setup.lang === "ko" ? problem.detail_ko : problem.detail) ?? problem.detail);
    if (isEditor && problem.line) editor.point(problem.line, problem.column);
    return;
  }
  const isRows = media.includes("json") && !media.includes("ld+json");
  if (isRows) result.answer(JSON.parse(text)); else result.turtle(text);
  offer(path, parameters, isRows);
}

function offer(path, parameters, isRows) {
  for (const form of ["xlsx", "csv", "json", "ttl"]) {
    const target = find(`as-${form}`);
    show(target, isRows === (form !== "ttl"));
    target.href = `${path}?${new URLSearchParams([...parameters, ["format", form]])}`;
  }
  show(find("downloads"), true);
}

function openQuestion(name, values, remember = true) {
  const question = questions.open(name, values);
  if (!question) return;
  show(find("asked"), true);
  show(find("editor"), false);
  find("open-editor").setAttribute("aria-current", "false");
  find("show-sparql").addEventListener("click", () => { openEditor(bound(question)); });
  if (remember) history.pushState(null, "", address(name, values));
  if (questions.complete()) askQuestion(); else { latest++; result.wait(); find("answer-summary").textContent = ""; }
}

function askQuestion() {
  const { name } = questions.chosen;
  const values = questions.values();
  const parameters = new URLSearchParams({ ...values, ...(questions.chosen.parameters.some((each) => each.name === "lang") ? { lang: setup.lang } : {}) });
  history.replaceState(null, "", address(name, values));
  ask(`/questions/${name}`, parameters, false);
}

const address = (name, values) => `/questions/${name}?${new URLSearchParams({ ...values, lang: setup.lang })}`;

// The question as a text to start from: what was chosen is told in a comment, the service alone binds values.
function bound(question) {
  const values = { ...questions.values(), lang: setup.lang };
  const body = question.query.replace(/^#---\n[\s\S]*?\n#---\n/, "");
  const lines = question.parameters.filter((each) => values[each.name]).map((each) => `  VALUES $${each.name} { ${term(each, values[each.name])} }`);
  const at = body.indexOf("{") + 1;
  return lines.length ? `${body.slice(0, at)}\n${lines.join("\n")}${body.slice(at)}` : body;
}

function term(parameter, value) {
  const iri = (path) => `<${setup.base}id/${path.split("/").map((part) => encodeURIComponent(part)).join("/")}>`;
  if (["framework", "plan", "item", "task", "record"].includes(parameter.type)) return iri(value);
  if (parameter.type === "department") return iri(`department/${value}`);
  if (["integer", "number"].includes(parameter.type) && /^-?\d+(\.\d+)?$/.test(value)) return value;
  return JSON.stringify(value);
}

function openEditor(text) {
  questions.close();
  show(find("asked"), false);
  show(find("editor"), true);
  find("open-editor").setAttribute("aria-current", "true");
  if (text) editor.fill(text);
  latest++;
  result.wait();
  find("answer-summary").textContent = "";
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

find("parameters").addEventListener("submit", (event) => { event.preventDefault(); askQuestion(); });
find("open-editor").addEventListener("click", () => openEditor(""));
find("other-language").addEventListener("click", (event) => {
  const query = new URLSearchParams(location.search);
  query.set("lang", setup.lang === "ko" ? "en" : "ko");
  event.preventDefault();
  location.assign(`${location.pathname}?${query}${location.hash}`);
});
window.addEventListener("popstate", openAddress);

const reply = await fetch("/questions", { headers: { Accept: "application/json" } });
questions = new Questions(await reply.json(), words, (name, values) => openQuestion(name, values));
openAddress();
document.documentElement.dataset.ready = "true";
