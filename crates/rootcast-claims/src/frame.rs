//! Frames: sentences into claims.
//!
//! A text is read once for its quantities, times, mentions and words of the domain. Each sentence is then a scene with
//! those that stand in it, and what the sentences before leave behind: the last subject, the last measure, whether
//! years were fiscal. The neighbours each find one kind of claim in a scene.

mod agency;
mod change;
mod ends;
mod level;
mod moment;
mod moved;
mod order;
pub(crate) mod programme;
mod scene;
mod speaker;
mod stance;
mod told;

use jiff::civil::Date;

use crate::{
    Lang,
    claim::Claim,
    text::{Cleaned, Span},
};

use scene::Reading;

/// Takes a text apart, as written on the day `published`.
pub fn claims(text: &Cleaned, published: Date, lang: Lang) -> Vec<Claim> {
    let reading = Reading::new(text, published, lang);
    let mut out: Vec<Claim> = Vec::new();
    let mut memory = scene::Memory::default();
    for (n, sentence) in text.sentences.iter().enumerate() {
        let scene = reading.scene(n, *sentence, &memory);
        let mut found = Vec::new();
        found.extend(order::claims(&scene));
        found.extend(change::claims(&scene));
        found.extend(level::claims(&scene));
        found.extend(programme::claims(&scene));
        found.extend(told::claims(&scene));
        let next = memory.clone().after(&scene);
        found.sort_by_key(|c| (c.bytes.start, c.bytes.end));
        out.extend(found);
        memory = next;
    }
    for claim in &mut out {
        let span = text.map.span(&text.text, claim.bytes.start, claim.bytes.end);
        claim.spans = vec![Span { ..span }];
        text.text
            .get(claim.bytes.clone())
            .unwrap_or_default()
            .clone_into(&mut claim.words);
    }
    out
}
