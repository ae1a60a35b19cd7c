// Draws every chart of the page from the JSON inlined in it. The page reads without this script; with it, drawings
// stand where the open tables stood, and the tables fold.

import "./brief.css";
import { draw } from "./draw";
import { parse, type Chart } from "./model";
import { tools } from "./tools";

/** Width on paper: 182 mm between the margins of A4, in CSS pixels. */
const PAPER = 688;

interface Drawn {
  readonly chart: Chart;
  readonly figure: HTMLElement;
  readonly place: HTMLElement;
  width: number;
}

function redraw(item: Drawn, width: number): void {
  if (width < 200 || Math.abs(width - item.width) < 1) return;
  const svg = draw(item.chart, width);
  item.place.replaceChildren(svg);
  item.width = width;
}

function start(): void {
  const source = document.getElementById("brief");
  if (source === null) return;
  const brief = parse(source.textContent ?? "");
  const drawn: Drawn[] = [];
  for (const chart of brief.sections.flatMap((section) => section.charts)) {
    const figure = document.getElementById(chart.id);
    const place = figure?.querySelector<HTMLElement>(".drawing");
    if (figure === null || place === null || place === undefined) continue;
    const item: Drawn = { chart, figure, place, width: 0 };
    redraw(item, place.clientWidth);
    figure.classList.add("drawn");
    figure.querySelector("details")?.removeAttribute("open");
    place.after(tools(figure, chart, () => draw(chart, 900)));
    drawn.push(item);
  }
  const fit = (): void => {
    for (const item of drawn) redraw(item, item.place.clientWidth);
  };
  let pending = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(pending);
    pending = window.setTimeout(fit, 100);
  });
  window.addEventListener("beforeprint", () => {
    for (const item of drawn) redraw(item, PAPER);
  });
  window.addEventListener("afterprint", fit);
  document.documentElement.dataset["drawn"] = String(drawn.length);
}

start();
