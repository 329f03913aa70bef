// The query editor: prefixes filled in, examples, and the place of a mistake.

import { find, make } from "./dom.js";

const EXAMPLES = [
  ["체계별 대응률", "Coverage by framework", `SELECT ?id ?title ?floor ?ceiling ?state {
  ?framework a pg:Framework ; dcterms:identifier ?id ; skos:prefLabel ?title ; pg:coverageState ?state .
  FILTER(LANG(?title) = "LANG")
  OPTIONAL { ?framework pg:floor ?floor ; pg:ceiling ?ceiling }
}
ORDER BY ?id`],
  ["무엇이 무엇을 이행하나", "What implements what", `SELECT ?task ?item {
  ?task pg:implements ?item .
}
LIMIT 50`],
  ["공백의 종류별 건수", "Gaps by kind", `SELECT ?code ?kind (COUNT(?gap) AS ?count) {
  ?gap a pg:Gap ; pg:gapCode ?code ; pg:gapKind ?kind .
}
GROUP BY ?code ?kind
ORDER BY ?code`],
  ["이름 붙은 그래프", "Named graphs", `SELECT ?graph (COUNT(*) AS ?count) {
  GRAPH ?graph { ?s ?p ?o }
}
GROUP BY ?graph
ORDER BY ?graph`],
  ["RDF로 받기", "As RDF", `CONSTRUCT { ?task pg:implements ?item ; skos:prefLabel ?title }
WHERE {
  ?task pg:implements ?item ; skos:prefLabel ?title .
}
LIMIT 20`],
];

export class Editor {
  constructor(setup, run) {
    this.prologue = Object.entries(setup.prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`).join("\n");
    this.area = find("query");
    const lang = setup.lang;
    for (const [ko, en, text] of EXAMPLES) {
      find("examples").append(make("button", { type: "button", onclick: () => { this.fill(text.replace('"LANG"', `"${lang}"`)); run(); } }, lang === "en" ? en : ko));
    }
    this.fill("SELECT ?task ?item {\n  ?task pg:alignsWith ?item .\n}\nLIMIT 20");
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
    });
    find("run").addEventListener("click", run);
  }

  fill(text) {
    this.area.value = /^\s*(#|PREFIX)/i.test(text) && /PREFIX/i.test(text) ? text : `${this.prologue}\n\n${text}`;
    this.area.scrollTop = this.area.scrollHeight;
  }

  get text() { return this.area.value; }

  point(line, column) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(start, Math.min(start + 1, this.area.value.length));
  }
}
