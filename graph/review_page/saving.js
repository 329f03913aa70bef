// Sends decisions to the server, in order and one request at a time; an entry counts as saved when the server has said so.

const saving = {
  running: false,
  /** @type {[string, string]|null} why the last attempt failed */
  problem: null,
  over: false,
  refused: false,
  changed: () => {},
};

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

/** Send one entry. @returns {Promise<[string, string]|null>} what went wrong */
async function send(entry) {
  const document_ = { ...decisionsDocument([entry]), retract: entry.retracts };
  let answer;
  try {
    answer = await fetch(SETUP.service.decisions, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Policygraph-Token": SETUP.service.token },
      body: JSON.stringify(document_),
    });
  } catch {
    return TEXTS.offlineServer;
  }
  if (answer.ok) return null;
  if (answer.status === 403) {
    saving.over = true;
    return TEXTS.sessionOver;
  }
  saving.refused = answer.status >= 400 && answer.status < 500;
  const problem = await answer.json().catch(() => ({}));
  const why = [problem.detail_ko || String(answer.status), problem.detail || String(answer.status)];
  return [TEXTS.refused[0].replace("{why}", why[0]), TEXTS.refused[1].replace("{why}", why[1])];
}

/** Drop what the server refused, so that what follows can be saved. */
function dropRefused() {
  for (const entry of log.entries.filter((one) => one.state === "failed")) forgetEntry(entry);
  log.entries = log.entries.filter((entry) => entry.state !== "failed");
  fold();
  saveAll();
}
