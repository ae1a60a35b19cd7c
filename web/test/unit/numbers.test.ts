import { describe, expect, it } from "vitest";

import { decimal, full, label, tick } from "../../src/numbers";

describe("numbers", () => {
  it("sets thousands apart and uses a true minus", () => {
    expect(decimal(2475669, 0)).toBe("2\u202f475\u202f669");
    expect(decimal(-61.4, 0)).toBe("\u221261");
    expect(decimal(-0.001, 2)).toBe("0.00");
  });
  it("prints as the tables do", () => {
    expect(full("percent", 20.007)).toBe("20.0\u202f%");
    expect(full("usd", 3_597_772_700)).toBe("3\u202f597.8\u202fmillion");
    expect(full("count", 584049)).toBe("584\u202f049");
  });
  it("shortens ticks without losing the number", () => {
    expect(tick("count", 250000)).toBe("250\u202fk");
    expect(tick("count", 2500000)).toBe("2.5\u202fM");
    expect(tick("count", 5000)).toBe("5\u202f000");
    expect(tick("decimal", -1.5)).toBe("\u22121.5");
    expect(tick("decimal", 100)).toBe("100");
  });
  it("gives labels in millions only where space is short", () => {
    expect(label("count", 2135005)).toBe("2\u202f135\u202f005");
    expect(label("count", 2135005, true)).toBe("2.14\u202fM");
    expect(label("percent", 40.41)).toBe("40.4");
  });
});
