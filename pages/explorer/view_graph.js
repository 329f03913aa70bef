// The tab of the picture: which scene the address asks for, its tools, and the picture as a file and on paper.

import { byId, fill } from "../shared/dom.js";
import { language } from "../shared/texts.js";
import { go, goList, goTo, shown, turn } from "./address.js";
import { figuresOf, whatIfOf } from "./figures.js";
import { savePng, sceneToSheets } from "./graph_sheets.js";
import { chooseEnd, graphTools, nearSection, stepsWanted, wayEnd, wayOpen, wayPanel } from "./graph_tools.js";
import { GraphView } from "./picture.js";
import { outlineScene } from "./scene.js";
import { atLevel, levelOf, levelScene, withGaps } from "./scene_levels.js";
import { nearScene, wayScene } from "./scene_near.js";
import { shortestWay, stepsOf } from "./walk.js";
import { rankOf } from "./sorting.js";
import { cellOf } from "./take.js";
import { csvOf } from "../shared/spreadsheet.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Selection } from "./selection.js" */

/** @type {GraphView|undefined} */
let graphView;

/** The picture; its library is only run when it is first wanted. */
function openGraph() {
  if (graphView) return graphView;
  const library = document.createElement("script");
  library.textContent = byId("library").textContent;
  document.head.append(library);
  graphView = new GraphView(byId("graph"), {
    open: (box) => (box.list ? goList(box.list) : wayOpen(shown.state) ? chooseEnd(box.id) : goTo(box.id)),
    turn: (box) => go({ option: turn(shown.state.option, box.id) }),
    band: (ends) => goList(`with,${ends.join(",")}`),
    level: (by) => {
      const { id, option } = shown.state;
      if (id || wayOpen(shown.state) || levelOf(atLevel(option, by)) === levelOf(option)) return false;
      go({ option: atLevel(option, by) });
      return true;
    },
  });
  return graphView;
}

/**
 * What the picture shows: a way, surroundings, a record unfolded, or the overview.
 * @param {Selection} selection @param {State} state @returns {Scene}
 */
function sceneOf(selection, state) {
  const { id, option } = state;
  const far = () => levelScene(selection, option);
  const around = () => (stepsWanted(option) ? nearScene(selection, id, stepsWanted(option)) : outlineScene(selection, id, state.unfold));
  const scene = id && wayEnd(state) ? wayScene(selection, id, wayEnd(state)) : id ? around() : far();
  return option.mark ? withGaps(selection, scene) : scene;
}

/** @type {Tab} */
export const graphTab = {
  beside: { instead: (state, selection) => (wayOpen(state) ? wayPanel(state, selection) : null), part: nearSection },
  show(selection, state) {
    fill(byId("graph-tools"), graphTools(state));
    const { near, to } = state.option;
    openGraph().show(sceneOf(selection, state), [state.id, state.unfold, language(), near, to].join(" "), state.list);
  },
  setUp() {
    byId("zoom-in").addEventListener("click", () => openGraph().zoom(1.25));
    byId("zoom-out").addEventListener("click", () => openGraph().zoom(0.8));
    byId("fit").addEventListener("click", () => openGraph().fit());
    for (const [id, form] of [["png", ""], ["png-slide", "slide"], ["png-a4", "a4"]]) byId(id).addEventListener("click", () => savePng(openGraph().scene, form));
    window.addEventListener("beforeprint", () => {
      byId("sheets").replaceChildren(...(shown.state.view === "graph" ? sceneToSheets(openGraph().scene) : []));
    });
    window.addEventListener("afterprint", () => byId("sheets").replaceChildren());
  },
};

// For tests and the curious: what is drawn, and where on the screen a point of the picture is.
globalThis.policygraph = Object.freeze({
  scene: () => openGraph().scene,
  drawn: () => openGraph().network.body.data.nodes.getIds(),
  figures: figuresOf,
  whatif: whatIfOf,
  cellOf, csvOf, rankOf,
  steps: (/** @type {string} */ from, /** @type {string} */ to) => stepsOf(shown.selection, shortestWay(shown.selection, from, to)),
  place: (/** @type {{x: number, y: number}} */ point) => openGraph().network.canvasToDOM({ x: point.x, y: point.y }),
});
