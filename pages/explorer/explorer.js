// The explorer with everything in it.

import { start } from "./app.js";
import { curveCharts } from "./curve.js";
import { roadmapWays } from "./roadmap_picture.js";
import { flowTab } from "./view_flow.js";
import { changesTab } from "./view_changes.js";
import { decideTab } from "./view_decide.js";
import { gapsTab } from "./view_gaps.js";
import { graphTab } from "./view_graph.js";
import { homeTab } from "./view_home.js";
import { listTab } from "./view_list.js";
import { matrixTab } from "./view_matrix.js";
import { moneyTab } from "./view_money.js";
import { roadmapTab } from "./view_roadmap.js";
import { sourcesTab } from "./view_sources.js";

start({
  home: homeTab,
  graph: graphTab,
  list: listTab,
  matrix: matrixTab,
  flow: flowTab,
  roadmap: roadmapTab({ charts: curveCharts, ways: roadmapWays }),
  money: moneyTab,
  gaps: gapsTab,
  decide: decideTab,
  changes: changesTab,
  sources: sourcesTab,
});
