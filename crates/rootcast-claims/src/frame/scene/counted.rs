//! What a word of a sentence counts: at which border, by which agency, in which part of it.

use super::{BORDER_REACH, CARRY, Scene};
use crate::{
    claim::Counted,
    entity::{Border, Mention, Named},
    frame::{
        agency::{self, Agency},
        area, authority, elsewhere,
    },
    lexicon::Word,
};

impl Scene<'_> {
    /// How far a border is from a number: one behind it directly is its own, one behind another number is of that.
    fn border_gap(&self, m: &Mention, near: usize) -> usize {
        const CROSSED: usize = 6;
        let end = self.number_end(near);
        if m.tokens.start >= near {
            let crossed = self.numbers_between(end, m.tokens.start);
            m.tokens.start.saturating_sub(end) + crossed * CROSSED
        } else {
            let crossed = self.numbers_between(m.tokens.end, near);
            near.saturating_sub(m.tokens.end) + 2 + crossed.min(1) * 2
        }
    }

    /// Whether a quotation opens between a byte and a token behind it.
    fn quoted_between(&self, byte: usize, token: usize) -> bool {
        let end = self.tokens.span(token, token + 1).start;
        self.source
            .get(byte..end)
            .is_some_and(|between| between.contains(['\u{201c}', '\u{ab}', '"']))
    }

    /// What a word counts, with the border the sentence names, or each that the word leaves open.
    pub(in crate::frame) fn counted(&self, word: &Word, near: usize) -> Vec<Counted> {
        if !word.borders.is_empty() && (elsewhere::is(self) || elsewhere::is_held(self, near)) {
            return Vec::new();
        }
        let named = self
            .mentions
            .iter()
            .filter_map(|m| match m.named {
                // What stands in quotation marks was said elsewhere, of a border that is not named in them.
                Named::Border(b) if self.quoted_between(m.span.end, near) => Some((usize::MAX, b)),
                Named::Border(b) => Some((self.border_gap(m, near), b)),
                _ => None,
            })
            .min();
        let mut out = Vec::new();
        for m in &word.counted {
            let of = |border: &str, why: String, far: u8| Counted {
                reading: if border.is_empty() {
                    m.reading.clone()
                } else {
                    format!("{} border={border}", m.reading)
                },
                why,
                loose: m.loose,
                distance: m.far.max(far),
                offered: false,
            };
            match named {
                _ if word.borders.is_empty() => out.push(of("", m.why.clone(), 0)),
                Some((far, b)) => {
                    out.push(of(b.as_str(), format!("{}; the border is named", m.why), 0));
                    // A border named in another part of the sentence leaves the others open.
                    if far > BORDER_REACH {
                        for b in word.borders.iter().filter(|o| *o != b.as_str()) {
                            out.push(of(
                                b,
                                format!("{}; {b}, another part of the sentence names a border", m.why),
                                1,
                            ));
                        }
                    }
                }
                None if let Some((b, surely)) = self.carried_border() => {
                    let why = format!("{}; the border of the sentences before", m.why);
                    out.push(of(b.as_str(), why, 0));
                    for other in word.borders.iter().filter(|o| *o != b.as_str() && !surely) {
                        out.push(of(other, format!("{}; {other}, no border is named", m.why), 1));
                    }
                }
                None => {
                    for (n, b) in word.borders.iter().enumerate() {
                        let far = u8::try_from(n).unwrap_or(u8::MAX);
                        out.push(of(b, format!("{}; {b}, no border is named", m.why), far));
                    }
                }
            }
        }
        agency::narrow(self, word, near, &mut out);
        authority::narrow(self, near, &mut out);
        match area::of(self, near)
            .or_else(|| self.carried_area())
            .filter(|_| !word.borders.is_empty())
        {
            Some(area) => area::narrow(word, area, out),
            None => out,
        }
    }

    /// The border of the sentences before, and whether this one points to it: "en esa frontera", "at the border".
    fn carried_border(&self) -> Option<(Border, bool)> {
        const POINTED: usize = 12;
        const LATELY: usize = 2;
        let (at, border) = self.memory.border?;
        let points = self.range.clone().any(|i| {
            matches!(self.word(i), "frontera" | "border")
                && matches!(self.word(i.wrapping_sub(1)), "esa" | "dicha" | "that")
        });
        let reach = if points { POINTED } else { CARRY };
        let surely = points || self.is_elliptic() || self.number - at <= LATELY;
        (self.number - at <= reach).then_some((border, surely))
    }

    /// The sector of the sentences before, where this one names no border and no other part of it.
    fn carried_area(&self) -> Option<area::Area> {
        const REACH: usize = 8;
        let (at, area) = self.memory.area?;
        // "July's apprehensions in the sector … after crossing the border"
        let points = self.range.clone().any(|i| {
            self.word(i) == "sector"
                && matches!(
                    self.word(i.wrapping_sub(1)),
                    "the" | "this" | "that" | "el" | "ese"
                )
        });
        let wider = !points && self.wider();
        (self.number - at <= REACH && !wider).then_some(area)
    }

    /// Whether a sentence tells of more than a part of the border.
    fn wider(&self) -> bool {
        self.mentions.iter().any(|m| matches!(m.named, Named::Border(_)))
            || self
                .range
                .clone()
                .any(|i| matches!(self.word(i), "border" | "overall" | "total" | "frontera"))
    }

    /// The agency of the sentences before, and whether this one can mean no other.
    pub(in crate::frame) fn carried_agency(&self) -> Option<(Agency, bool)> {
        let (at, agency) = self.memory.agency?;
        (self.number - at <= CARRY).then_some((agency, self.is_elliptic()))
    }
}
