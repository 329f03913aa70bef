// Words of the page in Korean and English: column heads, coded values, sentences.

const COLUMNS = {
  item: ["항목", "item"], task: ["과제", "task"], id: ["id", "id"], title: ["제목", "title"], level: ["수준", "level"],
  lead: ["주관", "lead"], framework: ["체계", "framework"], state: ["상태", "state"], floor: ["하한", "floor"],
  ceiling: ["상한", "ceiling"], linked: ["연계된 항목", "linked"], commitments: ["약속 항목", "commitments"],
  tasks: ["과제 수", "tasks"], items: ["항목 수", "items"], department: ["부서", "department"], name: ["부서", "department"],
  strength: ["강도", "strength"], confidence: ["신뢰도", "confidence"], why: ["까닭", "why"], task_title: ["과제 제목", "task title"],
  item_title: ["항목 제목", "item title"], krw: ["예산(원)", "budget (KRW)"], with_budget: ["예산을 아는 과제", "with a known budget"],
  scope: ["예산 범위", "budget covers"], metric: ["지표", "metric"], year: ["목표 연도", "target year"], start: ["시작", "start"],
  programme: ["밝힌 정책·사업", "programme named"], how: ["표현", "wording"], served: ["가리키는 것", "served"], url: ["주소", "address"],
  task_status: ["과제 출처 상태", "task status"], item_status: ["항목 출처 상태", "item status"], plan_title: ["계획", "plan"],
  code: ["코드", "code"], kind: ["종류", "kind"], severity: ["중요도", "severity"], count: ["건수", "count"], message: ["내용", "finding"],
  next: ["다음 할 일", "next step"], technology: ["기술", "technology"], value: ["값", "value"], unit: ["단위", "unit"],
  record: ["기록", "record"], source: ["출처", "source"], publisher: ["발행", "publisher"], date: ["날짜", "date"],
};

const VALUES = {
  level: {
    vision: ["비전", "vision"], strategy: ["전략", "strategy"], area: ["분야", "area"], goal: ["목표", "goal"], task: ["과제", "task"],
    subtask: ["세부과제", "subtask"], pledge: ["공약", "pledge"], finding: ["진단 결과", "finding"],
  },
  state: {
    confirmed: ["확정", "confirmed"], proposed: ["제안", "proposed"], rejected: ["기각", "rejected"], full: ["전부 연계", "full"],
    partial: ["일부 연계", "partial"], none: ["연계 없음", "none"], "not-applicable": ["해당 없음", "not applicable"],
    undefined: ["정의되지 않음", "undefined"], "not-assessed": ["미검토", "not assessed"],
  },
  strength: { 3: ["3 이행", "3 implements"], 2: ["2 강화", "2 reinforces"], 1: ["1 기반", "1 enables"] },
  severity: { error: ["높음", "error"], warning: ["보통", "warning"], info: ["참고", "info"] },
  status: { confirmed: ["확인됨", "confirmed"], "single-source": ["단일 출처", "single source"], inferred: ["추정", "inferred"] },
  kind: {
    uncovered: ["미대응", "uncovered"], weak: ["미흡", "weak"], unconfirmed: ["미확정", "unconfirmed"], "top-only": ["선언적 연계", "top-only"],
    "orphan-task": ["무연계 과제", "orphan task"], "single-support": ["단일 의존", "single support"], concentration: ["편중", "concentration"],
    time: ["시기 불일치", "time"], money: ["예산 공백", "money"], owner: ["담당 공백", "owner"], evidence: ["근거 미약", "evidence"],
    suspect: ["재검토 필요", "suspect"], conflict: ["상충", "conflict"], duplicate: ["중복 과제", "duplicate"],
    "not-assessed": ["미검토", "not assessed"], official: ["공식", "official"], press: ["언론", "press"], reference: ["참고", "reference"],
  },
};
VALUES.task_status = VALUES.status;
VALUES.item_status = VALUES.status;

const SENTENCES = {
  ask: ["답 보기", "Show the answer"], inEditor: ["SPARQL로 보기", "See the SPARQL"], any: ["(전체)", "(any)"], choose: ["고르세요", "choose one"],
  typeToFind: ["id나 제목 일부", "id or part of the title"], rows: [(n) => `${n.toLocaleString()}건`, (n) => `${n.toLocaleString()} row${n === 1 ? "" : "s"}`],
  nothing: ["해당하는 것이 없습니다.", "Nothing was found."], waiting: ["묻는 중…", "Asking…"], yes: ["예", "Yes"], no: ["아니오", "No"],
  triples: ["RDF 결과(Turtle)", "RDF result (Turtle)"], own: ["작업 폴더", "workspace"], missing: ["알 수 없음", "unknown"],
  firstRows: [(n, all) => `${all.toLocaleString()}건 가운데 앞의 ${n.toLocaleString()}건을 보입니다. 전부는 내려받기로.`, (n, all) => `The first ${n.toLocaleString()} of ${all.toLocaleString()} rows are shown; download for all of them.`],
  unreachable: ["서비스에 닿지 않습니다. 켜져 있는지 확인해 주세요.", "The service cannot be reached; is it running?"],
};

export function speaker(lang) {
  const pick = (pair) => pair[lang === "en" ? 1 : 0];
  return {
    column: (name) => (COLUMNS[name] ? pick(COLUMNS[name]) : name),
    value: (name, text) => (VALUES[name]?.[text] ? pick(VALUES[name][text]) : text),
    say: (key, ...values) => { const text = pick(SENTENCES[key]); return typeof text === "function" ? text(...values) : text; },
    both: (text) => (text ? text[lang] || text.ko || text.en || "" : ""),
  };
}
