// The picture: a scene on vis-network's canvas. Places come from the scene; nothing moves by itself.

const NETWORK_OPTIONS = {
  physics: false,
  layout: { improvedLayout: false },
  nodes: { fixed: true, chosen: false },
  edges: { chosen: false, hoverWidth: 0, selectionWidth: 0,
    smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 } },
  interaction: { hover: true, dragNodes: false, zoomView: false, multiselect: false, keyboard: false,
    selectConnectedEdges: false, hoverConnectedEdges: false },
};

/** One view among others: `show` draws what the address says, `hide` leaves. */
class GraphView {
  /**
   * @param {HTMLElement} frame
   * @param {{open: (id: string) => void, band: (ends: [string, string]) => void}} actions
   */
  constructor(frame, actions) {
    this.frame = frame;
    this.actions = actions;
    this.area = /** @type {HTMLElement} */ (frame.querySelector(".canvas"));
    this.more = /** @type {HTMLElement} */ (frame.querySelector(".more"));
    /** @type {Scene} */
    this.scene = { boxes: [], bands: [], headings: [], numbers: [], elbows: [], height: 0, focus: "" };
    this.scale = 1;
    this.hovered = "";
    this.cursor = "";
    /** @type {string|undefined} */
    this.where = undefined;
    this.network = new vis.Network(this.area, { nodes: [], edges: [] }, NETWORK_OPTIONS);
    this.network.on("beforeDrawing", (ctx) => drawUnder(ctx, this.scene));
    this.network.on("afterDrawing", (ctx) => this.drawOver(ctx));
    this.network.on("click", (event) => this.clicked(event));
    for (const [name, value] of [["hoverNode", "node"], ["hoverEdge", "edge"], ["blurNode", ""], ["blurEdge", ""]]) {
      this.network.on(name, (event) => this.hover(value ? String(event[value]) : ""));
    }
    this.network.on("dragEnd", () => this.moveBy(0, 0));
    this.network.on("resize", () => setTimeout(() => this.fit()));
    this.area.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.more.addEventListener("click", () => this.moveBy(0, this.area.clientHeight * 0.8));
  }

  /** Show *scene*; the view moves only where *where* is another place than before; *list* marks the band it lists. */
  show(scene, where, list) {
    const moved = where !== this.where;
    this.scene = scene;
    this.where = where;
    this.hovered = "";
    this.marked = scene.bands.find((band) => list === `with,${band.ends.join(",")}`)?.key;
    if (!scene.boxes.some((box) => box.key === this.cursor)) this.cursor = "";
    const ports = scene.bands.flatMap(({ key, from, to }) => [port(`${key} from`, from), port(`${key} to`, to)]);
    const nodes = [...ports, ...scene.boxes.map((box) => this.node(box))];
    const edges = scene.bands.map((band) => ({ id: band.key, from: `${band.key} from`, to: `${band.key} to`,
      width: band.width, dashes: band.dashed ? [7, 5] : false, color: { color: BAND, hover: BAND, highlight: BAND } }));
    this.network.setData({ nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) });
    this.fit(!moved);
  }

  /** The node of vis-network for *box*; it is drawn by `drawBox`. */
  node(box) {
    const look = () => ({
      hover: this.hovered === box.key,
      cursor: this.cursor === box.key && this.area.matches(":focus-visible"),
    });
    const ctxRenderer = ({ ctx }) => ({
      drawNode: () => drawBox(ctx, box, look()),
      nodeDimensions: { width: box.w, height: box.h },
    });
    return { id: box.key, x: box.x, y: box.y, shape: "custom", ctxRenderer };
  }

  /** Choose the scale: the whole width, the whole height too where text stays readable; bring the focus into view. */
  fit(keepPlace = false) {
    const [width, height] = [this.area.clientWidth, this.area.clientHeight];
    if (!width || !height) return;
    const wide = width / (G.width + 32);
    const whole = Math.min(wide, height / (this.scene.height + 28));
    this.scale = Math.min(1.7, whole > wide * (this.scene.focus ? 0.88 : 0.7) ? whole : wide);
    const focus = this.scene.boxes.find((box) => box.id === this.scene.focus);
    const view = height / this.scale;
    const top = focus && focus.y + focus.h * 3 > view ? focus.y - view * 0.4 : 0;
    const at = keepPlace ? this.network.getViewPosition() : { x: G.width / 2, y: top + view / 2 - 14 };
    this.move(at.x, at.y);
  }

  /** Move the middle of the view to a point of the picture, but not past its edges. */
  move(x, y) {
    const [width, height] = [this.area.clientWidth / this.scale, this.area.clientHeight / this.scale];
    const at = { x: G.width / 2, y: height / 2 - 14 };
    if (width < G.width + 32) at.x = between(x, width / 2 - 16, G.width + 16 - width / 2);
    if (height < this.scene.height + 28) at.y = between(y, height / 2 - 14, this.scene.height + 14 - height / 2);
    this.network.moveTo({ position: at, scale: this.scale, animation: false });
    this.more.hidden = at.y + height / 2 >= this.scene.height - 4;
  }

  moveBy(dx, dy) {
    const at = this.network.getViewPosition();
    this.move(at.x + dx / this.scale, at.y + dy / this.scale);
  }

  zoom(factor) {
    const at = this.network.getViewPosition();
    this.scale = between(this.scale * factor, 0.3, 3);
    this.move(at.x, at.y);
  }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey) this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    else this.moveBy(event.deltaX, event.deltaY);
  }

  clicked(event) {
    this.network.unselectAll();
    const box = this.scene.boxes.find((one) => one.key === event.nodes[0]);
    const band = this.scene.bands.find((one) => one.key === event.edges[0]);
    if (box) this.actions.open(box.id);
    else if (band) this.actions.band(band.ends);
  }

  hover(key) {
    this.hovered = key;
    this.area.style.cursor = key ? "pointer" : "";
    this.network.redraw();
  }

  /** Arrow keys walk over the boxes: up and down in a column, left and right to the nearest in the next one. */
  key(event) {
    const { boxes, focus } = this.scene;
    const here = boxes.find((box) => box.key === this.cursor);
    if (here && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.actions.open(here.id);
    }
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = nextBox(boxes, here || boxes.find((box) => box.id === focus), step);
    if (!next) return;
    this.cursor = next.key;
    announce(next.speech);
    const reach = this.area.clientHeight / this.scale / 2 - next.h;
    const at = this.network.getViewPosition();
    this.move(at.x, between(at.y, next.y - reach, next.y + reach));
    this.network.redraw();
  }

  drawOver(ctx) {
    const box = this.scene.boxes.find((one) => one.key === this.hovered);
    for (const band of this.scene.bands) {
      const touched = [this.hovered, this.marked].includes(band.key) || (box && band.ends.includes(box.id));
      if (touched) drawBand(ctx, band, BAND_STRONG);
    }
    drawNumbers(ctx, this.scene);
    if (this.where !== undefined) markPainted();
  }

  /** The whole scene as a PNG, with title and figures, whatever part of it is on the screen. */
  toPng(title, lines) {
    const head = 62 + 22 * lines.length;
    const { canvas, ctx } = sheet(this.scene.height + head + 40);
    text(ctx, title, 32, 34, G.width, { size: 24, bold: true });
    lines.forEach((line, index) => text(ctx, line, 32, 66 + 22 * index, G.width, { color: SOFT }));
    ctx.translate(32, head);
    drawScene(ctx, this.scene);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  /** The scene cut into sheets for printing, between boxes where that is possible. */
  toSheets(most = 590) {
    const sheets = [];
    for (let top = 0; top < this.scene.height; ) {
      let end = Math.min(top + most, this.scene.height + 8);
      const cut = (y) => this.scene.boxes.some((box) => box.y - box.h / 2 < y && y < box.y + box.h / 2);
      if (end <= this.scene.height) for (let y = end; y > top + most - 150 && cut(end); y -= 2) end = y;
      const { canvas, ctx } = sheet(end - top);
      ctx.translate(32, -top);
      drawScene(ctx, this.scene);
      sheets.push(canvas);
      top = end;
    }
    return sheets;
  }
}

const between = (value, least, most) => Math.max(least, Math.min(value, most));

/** An invisible node where a band meets a box. */
function port(id, { x, y }) {
  const ctxRenderer = () => ({ drawNode() {}, nodeDimensions: { width: 0, height: 0 } });
  return { id, x, y, shape: "custom", ctxRenderer };
}

/** The box that an arrow key leads to from *here*, or the first one. */
function nextBox(boxes, here, [right, down]) {
  const column = (box) => (box.x > G.width / 2 ? 1 : 0);
  if (!here) return boxes[0];
  const ahead = (box) => (right ? (column(box) - column(here)) * right > 0
    : column(box) === column(here) && (box.y - here.y) * down > 0);
  return boxes.filter(ahead).sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0];
}

/** A white canvas, twice as fine as the screen, as wide as a scene. */
function sheet(height) {
  const canvas = document.createElement("canvas");
  canvas.width = (G.width + 64) * 2;
  canvas.height = Math.min(16000, height * 2);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.scale(2, 2);
  return { canvas, ctx };
}

function drawScene(ctx, scene) {
  drawUnder(ctx, scene);
  for (const band of scene.bands) drawBand(ctx, band, BAND);
  for (const box of scene.boxes) drawBox(ctx, box);
  drawNumbers(ctx, scene);
}

/** Headings, and the lines that tie the rows of an outline together. */
function drawUnder(ctx, scene) {
  for (const heading of scene.headings) {
    const style = heading.soft ? { size: 13, color: SOFT } : { bold: true, color: SOFT };
    text(ctx, heading.text, heading.x, heading.y, heading.room || G.framework, style);
  }
  ctx.strokeStyle = LINE;
  ctx.lineWidth = 1.2;
  for (const [from, to] of scene.elbows) {
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(from.x, to.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
}

/** Counts at the ends of bands, with a white rim. */
function drawNumbers(ctx, scene) {
  ctx.font = `bold 12.5px ${FONT}`;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "#fff";
  ctx.fillStyle = INK;
  for (const { x, y, align, text: digits } of scene.numbers) {
    ctx.textAlign = align;
    ctx.strokeText(digits, x, y);
    ctx.fillText(digits, x, y);
  }
}

/** @type {GraphView|undefined} */
let graphView;

/** The picture; its library is only run when it is first wanted. */
function openGraph() {
  if (graphView) return graphView;
  const library = document.createElement("script");
  library.textContent = byId("library").textContent;
  document.head.append(library);
  graphView = new GraphView(byId("graph"), { open: goTo, band: (ends) => goList(`with,${ends.join(",")}`) });
  return graphView;
}

/** Save the picture with title, figures and filters above it. */
async function savePng() {
  const { state, selection } = shown;
  const title = [pick(DATA.title), state.id && nameOfEntry(state.id)].filter(Boolean).join(" – ");
  const inUse = FILTERS.filter((name) => state.filter[name]);
  const chosen = inUse.map((name) => `${t(name)}: ${filterBox(name).selectedOptions[0].label}`);
  const counts = [t("counts", countsOf(selection)), ...chosen].join(" · ");
  const lines = [leadText(state, selection), counts, byId("notice").textContent];
  save(await openGraph().toPng(title, lines), `policygraph-${state.id || "overview"}.png`);
}

VIEWS.graph = {
  show(selection, state) {
    const scene = state.id ? outlineScene(selection, state.id, state.unfold) : overviewScene(selection);
    openGraph().show(scene, `${state.id} ${state.unfold} ${language}`, state.list);
  },
  setUp() {
    byId("zoom-in").addEventListener("click", () => openGraph().zoom(1.25));
    byId("zoom-out").addEventListener("click", () => openGraph().zoom(0.8));
    byId("fit").addEventListener("click", () => openGraph().fit());
    byId("png").addEventListener("click", savePng);
    window.addEventListener("beforeprint", () => {
      byId("sheets").replaceChildren(...(shown.state.view === "graph" ? openGraph().toSheets() : []));
    });
    window.addEventListener("afterprint", () => byId("sheets").replaceChildren());
  },
};

// For tests and the curious: what is drawn, and where on the screen a point of the picture is.
globalThis.policygraph = Object.freeze({
  scene: () => openGraph().scene,
  place: (point) => openGraph().network.canvasToDOM({ x: point.x, y: point.y }),
});
