// What the codes in an answer are called: the column says which tables name them.

import { isNamed, nameOf } from "../shared/texts.js";

/** @type {Record<string, string[]>} */
const TABLES = { level: ["level"], state: ["state", "coverage-state"], strength: ["strength"], severity: ["severity"], status: ["status"],
  task_status: ["status"], item_status: ["status"], kind: ["gap-kind", "source-kind", "document-kind", "budget-kind"],
  standing: ["standing"], addressee: ["addressee"], domain: ["domain"], group: ["gap-group"] };

/** The name of *code* in the column or parameter *name*; a strength keeps its number. @param {string} name @param {string} code */
export function codeName(name, code) {
  const table = TABLES[name]?.find((one) => isNamed(one, code));
  if (!table) return code;
  return name === "strength" ? `${code} ${nameOf(table, code)}` : nameOf(table, code);
}
