//! What a word of a sentence counts: at which border, by which agency, in which part of it.

use super::{BORDER_REACH, CARRY, Scene};
use crate::{
    claim::Counted,
    entity::{Border, Mention, Named},
    frame::{
        agency::{self, Agency},
        area, authority, elsewhere, level,
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

    /// Whether the one border of a sentence stands behind what is told at a token, with no more than one number between:
    /// "an all-time record with 1.66 million arrests on the U.S.-Mexico border".
    fn is_only_border(&self, near: usize) -> bool {
        const REACH: usize = 16;
        let mut borders = self
            .mentions
            .iter()
            .filter(|m| matches!(m.named, Named::Border(_)));
        match (borders.next(), borders.next()) {
            (Some(m), None) => {
                m.tokens.start >= near
                    && m.tokens.start - near <= REACH
                    && self.numbers_between(near, m.tokens.start) <= 1
                    && !(near..m.tokens.start).any(|i| matches!(self.word(i), "," | ";" | "."))
            }
            _ => false,
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
                    if far > BORDER_REACH && !self.is_only_border(near) {
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
                    let pointed = self.says_the_border();
                    for other in word.borders.iter().filter(|o| *o != b.as_str() && !surely) {
                        out.push(Counted {
                            offered: pointed,
                            ..of(other, format!("{}; {other}, no border is named", m.why), 1)
                        });
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
            // Of the families in a sector no figures are held.
            Some(area::Area::Sector(_)) if self.hits.iter().any(|h| level::is_part(h.word)) => Vec::new(),
            Some(area) => area::narrow(word, area, out),
            None => match self.late_sector().filter(|_| !word.borders.is_empty()) {
                // What follows on a sector may go on with it: the border as a whole bears out and contradicts nothing.
                Some(area) => {
                    let mut own = area::narrow(word, area, out.clone());
                    for c in &mut out {
                        c.offered = true;
                        c.distance = c.distance.max(1);
                    }
                    own.extend(out);
                    own
                }
                None => out,
            },
        }
    }

    /// The sector named in the sentence before, where this one names no border and no other part of it.
    fn late_sector(&self) -> Option<area::Area> {
        let (at, area) = self.memory.sector?;
        (self.number - at <= 1 && self.number > at && !self.wider()).then_some(area)
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
        let reach = if points || self.says_the_border() {
            POINTED
        } else {
            CARRY
        };
        let surely = points || self.is_elliptic() || self.number - at <= LATELY;
        (self.number - at <= reach).then_some((border, surely))
    }

    /// "llegados a la frontera", "at the border": after one was named, that one is meant.
    fn says_the_border(&self) -> bool {
        self.range.clone().any(|i| {
            let noun = !self.tokens.is_word(i + 1)
                || matches!(
                    self.word(i + 1),
                    "in" | "en"
                        | "ha"
                        | "han"
                        | "fue"
                        | "fueron"
                        | "was"
                        | "were"
                        | "has"
                        | "have"
                        | "from"
                        | "desde"
                        | "durante"
                        | "during"
                        | "last"
                        | "this"
                        | "y"
                        | "and"
                        | "entre"
                        | "between"
                );
            matches!(self.word(i), "frontera" | "border")
                && matches!(self.word(i.wrapping_sub(1)), "la" | "the")
                && noun
        })
    }

    /// The sector of the sentences before, where this one names no border and no other part of it.
    fn carried_area(&self) -> Option<area::Area> {
        const REACH: usize = 8;
        // "July's apprehensions in the sector … after crossing the border", "in this single sector"
        let points = self.range.clone().any(|i| {
            self.word(i) == "sector"
                && (1..=2).any(|n| {
                    matches!(
                        self.word(i.wrapping_sub(n)),
                        "the" | "this" | "that" | "el" | "ese" | "este"
                    )
                })
        });
        if points
            && let Some((at, area)) = self.memory.sector
            && self.number - at <= CARRY
        {
            return Some(area);
        }
        let (at, area) = self.memory.area?;
        let wider = !points && self.wider();
        (self.number - at <= REACH && !wider).then_some(area)
    }

    /// Whether a sentence tells of more than a part of the border.
    fn wider(&self) -> bool {
        self.mentions.iter().any(|m| matches!(m.named, Named::Border(_)))
            || self.range.clone().any(|i| {
                matches!(
                    self.word(i),
                    "border"
                        | "overall"
                        | "total"
                        | "frontera"
                        | "nation"
                        | "nationwide"
                        | "sectors"
                        | "sectores"
                )
            })
    }

    /// The agency of the sentences before, and whether this one can mean no other.
    pub(in crate::frame) fn carried_agency(&self) -> Option<(Agency, bool)> {
        let (at, agency) = self.memory.agency?;
        (self.number - at <= CARRY).then_some((agency, self.is_elliptic()))
    }
}
