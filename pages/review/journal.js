// A second place for what the offline page keeps. A browser writes localStorage to disk only now and then: what was decided
// in the last minute would be gone when it is killed or the power fails. A strict transaction is on disk once it is complete.

const journal = { db: /** @type {IDBDatabase|null} */ (null) };
const SHELF = "kept";
const REVIEWER = `${STORE}reviewer`;

/** Open the journal; null where the browser has none. @returns {Promise<IDBDatabase|null>} */
const findJournal = () => new Promise((resolve) => {
  try {
    const request = indexedDB.open("policygraph-review", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

/** Change the journal; resolves to whether the change is on disk. @param {(shelf: IDBObjectStore) => void} change @returns {Promise<boolean>} */
const changeJournal = (change) => new Promise((resolve) => {
  try {
    const work = /** @type {IDBDatabase} */ (journal.db).transaction(SHELF, "readwrite", { durability: "strict" });
    work.oncomplete = () => resolve(true);
    work.onabort = () => resolve(false);
    change(work.objectStore(SHELF));
  } catch {
    resolve(false);
  }
});

/** What the journal holds of this workspace. @returns {Promise<Map<string, string>>} */
const readJournal = () => new Promise((resolve) => {
  const found = new Map();
  const request = /** @type {IDBDatabase} */ (journal.db).transaction(SHELF).objectStore(SHELF).openCursor(IDBKeyRange.bound(STORE, `${STORE}\uffff`));
  request.onerror = () => resolve(found);
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) {
      resolve(found);
      return;
    }
    found.set(String(cursor.key), String(cursor.value));
    cursor.continue();
  };
});

/** Whether *name* is that of an action, not of a setting. */
const isEntry = (name) => name.startsWith(STORE) && readEntry(kept(name)) !== null;

/** Open the journal and bring it and the storage together; resolves to whether the storage got back what it had lost. */
async function openJournal() {
  if (online || !log.storage) return false;
  journal.db = await findJournal();
  if (!journal.db) return false;
  journal.db.onversionchange = () => journal.db?.close();
  const there = await readJournal();
  const lost = [...there].filter(([name]) => kept(name) === null);
  for (const [name, text] of lost) keep(name, text);
  const missing = Object.keys(log.storage || {}).filter((name) => (isEntry(name) || name === REVIEWER) && !there.has(name));
  if (missing.length) await changeJournal((shelf) => missing.forEach((name) => shelf.put(kept(name), name)));
  return lost.length > 0;
}

/** Keep who sits here, in both places. @param {string} name */
function keepReviewer(name) {
  keep(REVIEWER, name);
  if (journal.db) changeJournal((shelf) => shelf.put(name, REVIEWER));
}

/** Have *entry* on disk; until it is there it does not count as kept. @param {Entry} entry */
async function journalEntry(entry, name, text) {
  if (!journal.db) return;
  entry.state = "keeping";
  await changeJournal((shelf) => shelf.put(text, name));
  entry.state = "kept";
  saving.changed();
}
