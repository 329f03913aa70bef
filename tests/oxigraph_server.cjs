// The SPARQL 1.1 Protocol, as far as tests need it, around the Oxigraph of npm; prints its port.
const http = require("node:http");
const oxigraph = require(process.argv[2]);

const store = new oxigraph.Store();

function answer(path, fields) {
  if (path === "/update") {
    store.update(fields.get("update"));
    return ["text/plain", ""];
  }
  const named = (name) => fields.getAll(name).map((iri) => oxigraph.namedNode(iri));
  const [defaults, graphs] = [named("default-graph-uri"), named("named-graph-uri")];
  const options = defaults.length + graphs.length ? { default_graph: defaults, named_graphs: graphs } : {};
  const query = fields.get("query");
  const isGraph = /^\s*(?:(?:PREFIX|BASE)[^\n]*\n\s*)*(CONSTRUCT|DESCRIBE)/i.test(query);
  const format = isGraph ? "text/turtle" : "application/sparql-results+json";
  return [format, store.query(query, { ...options, results_format: format })];
}

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const url = new URL(request.url, "http://localhost");
    const fields = new URLSearchParams(Buffer.concat(pieces).toString());
    for (const [name, value] of url.searchParams) fields.append(name, value);
    try {
      const [media, body] = answer(url.pathname, fields);
      response.writeHead(200, { "Content-Type": media });
      response.end(body);
    } catch (error) {
      response.writeHead(400, { "Content-Type": "text/plain" });
      response.end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
