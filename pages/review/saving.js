// Sends decisions to the server, in order and one request at a time; an entry counts as saved when the server has said so.

const saving = {
  running: false,
  /** @type {[string, string]|null} why the last attempt failed */
  problem: null,
  over: false,
  refused: false,
  changed: () => {},
};

const AT_ONCE = 500;
const online = Boolean(SETUP.service);
const writable = !SETUP.service || SETUP.service.writable;
const unsaved = () => log.entries.filter((entry) => entry.state !== "saved");

/** Send what is not saved yet. */
async function saveAll() {
  if (!online || !writable || saving.running) return;
  saving.running = true;
  saving.problem = null;
  saving.refused = false;
  for (let entry = unsaved()[0]; entry; entry = unsaved()[0]) {
    entry.state = "saving";
    saving.changed();
    saving.problem = await send(entry);
    entry.state = saving.problem ? "failed" : "saved";
    if (saving.problem) break;
    forgetEntry(entry);
    saving.changed();
  }
  saving.running = false;
  saving.changed();
}

/** Send one entry, a long one in parts: the server takes each record once, however often it comes. */
async function send(entry) {
  const parts = Math.max(1, Math.ceil(entry.reviews.length / AT_ONCE));
  for (let part = 0; part < parts; part += 1) {
    const last = part === parts - 1;
    const problem = await post({
      ...entry,
      reviews: entry.reviews.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
      decisions: last ? entry.decisions : [],
      retracts: last ? entry.retracts : undefined,
    });
    if (problem) return problem;
  }
  return null;
}

/** Send one document. @returns {Promise<[string, string]|null>} what went wrong */
async function post(entry) {
  let answer;
  try {
    answer = await fetch(SETUP.service.decisions, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Policygraph-Token": SETUP.service.token, "X-Policygraph-Heard": String(SETUP.service.heard) },
      body: JSON.stringify(decisionsDocument([entry])),
      signal: AbortSignal.timeout(60_000),
    });
  } catch {
    return TEXTS.offlineServer;
  }
  if (answer.ok) {
    hear(await answer.json().catch(() => ({})));
    return null;
  }
  const problem = await answer.json().catch(() => ({}));
  if (problem.title === "session-over") {
    saving.over = true;
    return TEXTS.sessionOver;
  }
  saving.refused = [400, 413, 422].includes(answer.status) || problem.title === "already-decided";
  const why = [problem.detail_ko || String(answer.status), problem.detail || String(answer.status)];
  return [TEXTS.refused[0].replace("{why}", why[0]), TEXTS.refused[1].replace("{why}", why[1])];
}

/** Drop what the server refused, and what takes it back, so that what follows can be saved. */
function dropRefused() {
  const gone = new Set(log.entries.filter((entry) => entry.state === "failed").map(({ id }) => id));
  const dropped = log.entries.filter((entry) => gone.has(entry.id) || gone.has(entry.undoes || ""));
  dropped.forEach(forgetEntry);
  log.entries = log.entries.filter((entry) => !dropped.includes(entry));
  fold();
  saveAll();
}
