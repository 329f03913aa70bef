// The time axis: years, stages of plans, deadlines of targets, coverage year by year.

/** Every year from the first to the last in which a task is known to run. */
const axisYears = years.length ? Array.from({ length: years.at(-1) - years[0] + 1 }, (_, at) => years[0] + at) : [];

/** The stages of *plan*: its goals with a period of their own, in order. */
function stagesOf(plan) {
  return [...below(plan)].map(entry)
    .filter(({ level, period }) => level === "goal" && period && period[0] !== null && period[1] !== null)
    .sort((a, b) => a.period[0] - b.period[0] || a.period[1] - b.period[1] || (a.id < b.id ? -1 : 1));
}

/** Coverage of all frameworks by the tasks of *selection* that run in *year*. */
function coverageIn(selection, year) {
  const running = new Set([...selection.tasks].filter((id) => (entry(id).years || []).includes(year)));
  if (!running.size) return null;
  const plans = new Set([...running].map(documentOf));
  const assessed = (framework) => (DATA.assessed[framework] || []).some((plan) => plans.has(plan));
  return computeCoverage(selection.links.filter((link) => running.has(link.from)), assessed);
}

/** Late targets as the gaps name them: "ITEM YEAR". */
const lateTargets = new Set(allGaps.filter((gap) => gap.code === "G08" && gap.numbers.target_years)
  .flatMap((gap) => gap.numbers.target_years.map((year) => `${gap.nodes[0]} ${year}`)));

/** The targets of *framework* due in *year*, as items, each once. */
function dueIn(selection, framework, year) {
  return [...below(framework)].filter((id) => (selection.items.has(id) || !selection.recomputed)
    && (entry(id).targets || []).some((target) => target.year === year));
}

/** The plans that have no task serving *framework* in *year*, as the gaps name them. */
function idleIn(framework, year) {
  return allGaps.filter((gap) => gap.code === "G08" && gap.nodes[0] === framework && (gap.numbers.years || []).includes(year));
}
