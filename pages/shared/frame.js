// What frames every page: the way past the bar on top, the ways to the other pages where a service has them, the glossary.

import { byId, el, fill } from "./dom.js";
import { codesOf, language, nameOf } from "./texts.js";

/** Let the first stop of the keyboard lead past the bar; the address keeps what it says. */
export function setUpSkip() {
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("content").focus();
  });
}

/** The ways to the other pages, in the language that is on; a page in a file has none. @param {string} here  where the page that is open is */
export function renderWays(here) {
  const place = document.getElementById("ways");
  const lang = language() ? "en" : "ko";
  if (place) fill(place, codesOf("way").map((path) => el("a", { href: `${path}?lang=${lang}`, "aria-current": path === here ? "page" : null }, nameOf("way", path))));
}

/** The words of the program and what they mean, where a page explains itself. */
export function renderGlossary() {
  fill(byId("glossary"), codesOf("term").map((term) => [el("dt", {}, nameOf("term", term)), el("dd", {}, nameOf("meaning", term))]));
}
