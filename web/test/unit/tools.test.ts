import { describe, expect, it } from "vitest";

import { parse, type Chart } from "../../src/model";
import { cell, csv } from "../../src/tools";

const chart: Chart = {
  id: "x",
  title: "t",
  subtitle: "s",
  source: "o",
  shape: "lines",
  axis: "time",
  style: "count",
  unit: "u",
  mark_values: false,
  panels: [
    {
      title: "",
      series: [
        {
          name: 'Nicaragua, "and" others',
          tone: "focus",
          marks: [
            { at: "October 2023", start: "2023-10-01", value: 1234567.5 },
            { at: "November 2023", start: "2023-11-01", value: null, missing: "not-covered" },
          ],
        },
      ],
    },
  ],
};

describe("csv", () => {
  it("writes plain numbers, and missing as empty with its reason", () => {
    expect(csv(chart).split("\r\n")).toEqual([
      "panel,series,period,start,value,missing",
      ',"Nicaragua, ""and"" others",October 2023,2023-10-01,1234567.5,',
      ',"Nicaragua, ""and"" others",November 2023,2023-11-01,,not-covered',
      "",
    ]);
  });
  it("quotes only what needs it", () => {
    expect(cell("plain")).toBe("plain");
    expect(cell("two\nlines")).toBe('"two\nlines"');
  });
});

describe("parse", () => {
  it("refuses a format it does not know", () => {
    expect(parse('{"format":1,"sections":[]}').sections).toEqual([]);
    expect(() => parse('{"format":2,"sections":[]}')).toThrow(/format 2/);
  });
});
