// What a reader takes away: the picture with its title and source inside, and the figures with their readings.

import type { Chart } from "./model";

/** Style-sheet variables a saved picture needs, since it leaves the style sheet behind. */
const VARIABLES = ["page", "ink", "soft", "line", "grid", "focus", "second", "third", "fourth", "rest", "pale"];

/** One cell of a comma-separated file. */
export function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The figures of a chart as CSV, plain numbers, one row a mark; what is missing is empty with its reason beside it. */
export function csv(chart: Chart): string {
  const rows = [["panel", "series", "period", "start", "value", "missing"]];
  for (const panel of chart.panels) {
    for (const line of panel.series) {
      for (const mark of line.marks) {
        rows.push([
          panel.title,
          line.name,
          mark.at,
          mark.start ?? "",
          mark.value === null ? "" : String(mark.value),
          mark.missing ?? "",
        ]);
      }
    }
  }
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type }));
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function button(text: string, what: string, act: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.setAttribute("aria-label", `${text}: ${what}`);
  element.addEventListener("click", act);
  return element;
}

/** The picture as a file of its own, in the colours it has on the page. */
export function picture(svg: SVGSVGElement): string {
  const style = getComputedStyle(document.documentElement);
  svg.setAttribute("style", VARIABLES.map((v) => `--${v}:${style.getPropertyValue(`--${v}`).trim()}`).join(";"));
  return new XMLSerializer().serializeToString(svg);
}

/** The buttons under a chart. */
export function tools(figure: HTMLElement, chart: Chart, make: () => SVGSVGElement): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "tools";
  bar.append(
    button("Save picture", chart.title, () => save(`${figure.id}.svg`, "image/svg+xml", picture(make()))),
    button("Save figures", chart.title, () => save(`${figure.id}.csv`, "text/csv", csv(chart))),
  );
  return bar;
}
