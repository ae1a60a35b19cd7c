// Text in SVG, and how wide it is.

import type { Measure } from "./layout";

const SVG = "http://www.w3.org/2000/svg";

export interface Font {
  readonly size: number;
  readonly weight: number;
}

let context: CanvasRenderingContext2D | null | undefined;

/** Measures text in the page's font; where there is no canvas, by a cautious mean width of a letter. */
export function measureWith(font: Font): Measure {
  context ??= document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  return (words) => {
    if (context === null || context === undefined) return words.length * font.size * 0.62;
    context.font = `${font.weight} ${font.size}px ${family}`;
    return context.measureText(words).width;
  };
}

/** A line of text with its baseline at `y`. */
export function text(words: string, x: number, y: number, font: Font, fill: string): SVGTextElement {
  const element = document.createElementNS(SVG, "text");
  element.textContent = words;
  element.setAttribute("x", x.toFixed(1));
  element.setAttribute("y", y.toFixed(1));
  element.setAttribute("font-size", String(font.size));
  element.setAttribute("font-weight", String(font.weight));
  element.setAttribute("fill", fill);
  return element;
}

/** A short stroke in the colour of a series, beside its label. */
export function swatch(x: number, y: number, colour: string): SVGLineElement {
  const element = document.createElementNS(SVG, "line");
  element.setAttribute("x1", x.toFixed(1));
  element.setAttribute("x2", (x + 10).toFixed(1));
  element.setAttribute("y1", y.toFixed(1));
  element.setAttribute("y2", y.toFixed(1));
  element.setAttribute("stroke", colour);
  element.setAttribute("stroke-width", "4");
  return element;
}
