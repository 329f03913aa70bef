// What others have put on record since the page was made; the answer to a saved verdict brings it.

/** Take over what the service tells. @param {{heard?: number, reviews?: Review[], decisions?: Away[]}} answer */
function hear({ heard, reviews = [], decisions = [] }) {
  if (heard === undefined) return;
  SETUP.service.heard = heard;
  for (const { reviews: mine, decisions: about } of log.entries) for (const said of [...mine, ...about]) recorded.add(stamp(said));
  const fresh = (said) => !recorded.has(stamp(said));
  const news = [...reviews.filter(fresh), ...decisions.filter(fresh)];
  if (!news.length) return;
  DATA.reviewed.push(...reviews.filter(fresh));
  DATA.away.push(...decisions.filter(fresh));
  for (const said of news) recorded.add(stamp(said));
  fold();
  const n = news.filter(({ by }) => by !== log.by).length;
  if (n) tell(() => t("heard", { n }), true);
  renderCounts();
  const one = caseByKey.get(shown.key);
  if (one && news.some(({ task, item }) => item === one.item && (!task || task === one.task))) renderCase();
  if (shown.view === "compare") renderCompare();
}

/** The kind of *one* as it stands: what others have decided since the page was made is a second look, or a disagreement. */
function kindOf(one) {
  if (!["proposed", "suggested"].includes(one.kind) || !stacks.has(one.key)) return one.kind;
  const others = verdictsOfOthers(one.key).filter(({ verdict }) => verdict !== "unsure");
  if (!others.length) return one.kind;
  return disagree(others) ? "disagreement" : "second";
}
