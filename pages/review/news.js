// What others have put on record since the page was made; the answer to a saved verdict brings it.

import { t } from "../shared/texts.js";
import { fold, log, recorded, stamp } from "./log.js";
import { DATA, SERVICE, caseByKey } from "./queue.js";
import { redraw } from "./screen.js";
import { shown, tell } from "./shown.js";
/** @import { Away, Review } from "./queue.js" */

/** Take over what the service tells. @param {{heard?: number, reviews?: Review[], decisions?: Away[]}} answer */
export function hear({ heard, reviews = [], decisions = [] }) {
  if (heard === undefined) return;
  SERVICE.heard = heard;
  for (const { reviews: mine, decisions: about } of log.entries) for (const said of [...mine, ...about]) recorded.add(stamp(said));
  /** @type {(said: {task?: string, item: string, by?: string}) => boolean} */
  const fresh = (said) => !recorded.has(stamp(said));
  /** @type {{task?: string, item: string, by?: string}[]} */
  const news = [...reviews.filter(fresh), ...decisions.filter(fresh)];
  if (!news.length) return;
  DATA.reviewed.push(...reviews.filter(fresh));
  DATA.away.push(...decisions.filter(fresh));
  for (const said of news) recorded.add(stamp(said));
  fold();
  const n = news.filter(({ by }) => by !== log.by).length;
  if (n) tell(() => t("heard", { n }), true);
  redraw("counts");
  const one = caseByKey.get(shown.key);
  if (one && news.some(({ task, item }) => item === one.item && (!task || task === one.task))) redraw("case");
  if (shown.view === "compare") redraw("compare");
}
