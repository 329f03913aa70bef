// The explorer without charts: the tables that stand beside them remain.

import { start } from "./app.js";
import { changesTab } from "./view_changes.js";
import { decideTab } from "./view_decide.js";
import { gapsTab } from "./view_gaps.js";
import { homeTab } from "./view_home.js";
import { listTab } from "./view_list.js";
import { matrixTab } from "./view_matrix.js";
import { moneyTab } from "./view_money.js";
import { roadmapTab } from "./view_roadmap.js";
import { sourcesTab } from "./view_sources.js";

start({
  home: homeTab,
  list: listTab,
  matrix: matrixTab,
  roadmap: roadmapTab(),
  money: moneyTab,
  gaps: gapsTab,
  decide: decideTab,
  changes: changesTab,
  sources: sourcesTab,
});
