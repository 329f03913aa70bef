// Where the page keeps what was decided: the browser's storage, and a second place beside it.

import { DATA } from "./queue.js";
/** @import { Entry } from "./queue.js" */

/** Both places, as far as the browser has them. */
export const store = { local: /** @type {Storage|null} */ (null), journal: /** @type {IDBDatabase|null} */ (null) };

export const STORE = `policygraph-review|${DATA.workspace.id}|`;

/** The storage of the browser, or null where it cannot be used. */
export function findStorage() {
  try {
    const probe = `${STORE}probe`;
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

/** Keep *value* under *name*; false where the browser refuses. @param {string} name @param {string} value */
export function keep(name, value) {
  try {
    store.local?.setItem(name, value);
    return Boolean(store.local);
  } catch {
    store.local = null;
    return false;
  }
}

/** @param {string} name */
export const kept = (name) => store.local?.getItem(name) ?? null;

/** @param {string|null} text @returns {Entry|null} */
export function readEntry(text) {
  try {
    const entry = JSON.parse(text || "null");
    return entry && Array.isArray(entry.reviews) && Array.isArray(entry.decisions) ? entry : null;
  } catch {
    return null;
  }
}

// The second place. A browser writes its storage to disk only now and then: what was decided in the last minute would be
// gone when it is killed or the power fails. A strict transaction is on disk once it is complete.

const SHELF = "kept";

/** Open the journal; null where the browser has none. @returns {Promise<IDBDatabase|null>} */
export const findJournal = () => new Promise((resolve) => {
  try {
    const request = indexedDB.open("policygraph-review", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

/**
 * Change the journal; resolves to whether the change is on disk.
 * @param {(shelf: IDBObjectStore) => void} change @returns {Promise<boolean>}
 */
export const changeJournal = (change) => new Promise((resolve) => {
  try {
    const work = /** @type {IDBDatabase} */ (store.journal).transaction(SHELF, "readwrite", { durability: "strict" });
    work.oncomplete = () => resolve(true);
    work.onabort = () => resolve(false);
    change(work.objectStore(SHELF));
  } catch {
    resolve(false);
  }
});

/** What the journal holds of this workspace. @returns {Promise<Map<string, string>>} */
export const readJournal = () => new Promise((resolve) => {
  const found = new Map();
  const request = /** @type {IDBDatabase} */ (store.journal).transaction(SHELF).objectStore(SHELF).openCursor(IDBKeyRange.bound(STORE, `${STORE}\uffff`));
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
