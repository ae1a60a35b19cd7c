//! Quantities that no other frame reads: statements all the same, of which no figures are held.

use super::{level, scene::Scene, speaker, stance};
use crate::{
    claim::{Claim, ClaimKind, Modality, Uncheckable},
    quantity::{Amount, Change, Form, Quantity},
};

/// Least counts and sums that are statements: below, numbers count rooms and tickets.
const COUNT: f64 = 1000.0;
const MONEY: f64 = 100_000.0;
/// People and what is done for them count from here.
const PEOPLE: f64 = 50.0;

/// What is counted one by one in such texts. Sorted.
const COUNTED: [&str; 34] = [
    "agent",
    "arrest",
    "case",
    "caso",
    "child",
    "company",
    "company and organization",
    "death",
    "deportee",
    "detainee",
    "empresa",
    "expediente",
    "family",
    "flight",
    "homicide",
    "individual",
    "job",
    "kidnapping",
    "killing",
    "migrant",
    "migrante",
    "muerte",
    "muerto",
    "murder",
    "officer",
    "people",
    "person",
    "persona",
    "project",
    "proyecto",
    "rescue",
    "soldier",
    "troop",
    "vuelo",
];

/// Claims of what is left of a sentence, beside those found.
pub(super) fn claims(scene: &Scene<'_>, found: &[Claim]) -> Vec<Claim> {
    scene
        .quantities
        .iter()
        .filter(|q| {
            let free = |c: &Claim| q.span.end <= c.bytes.start || c.bytes.end <= q.span.start;
            found.iter().all(free) && is_statement(q)
        })
        .map(|q| claim(scene, q))
        .collect()
}

fn is_statement(q: &Quantity) -> bool {
    if matches!(q.form, Form::Vague | Form::Multiple)
        || !matches!(q.amount, Amount::Single(_) | Amount::Range { .. })
    {
        return false;
    }
    let value = q.amount.last().value.abs();
    // "una imagen vale más que mil palabras"
    if q.unit
        .noun
        .as_ref()
        .is_some_and(|n| matches!(n.name.to_lowercase().as_str(), "palabra" | "word"))
    {
        return false;
    }
    if q.unit.is_money() {
        return value >= MONEY;
    }
    if q.unit.is_percent() {
        return true;
    }
    if q.unit.share {
        return q.unit.noun.is_some();
    }
    // Lengths, weights, degrees and hours are of other texts.
    if q.unit.measure.is_some() {
        return false;
    }
    let counted = q.unit.noun.as_ref().is_some_and(|n| {
        let name = n.name.to_lowercase();
        let last = name.rsplit(' ').next().unwrap_or_default();
        COUNTED.contains(&last) || COUNTED.contains(&name.as_str())
    });
    counted && value >= PEOPLE || value >= COUNT
}

fn claim(scene: &Scene<'_>, q: &Quantity) -> Claim {
    let token = scene.token_at(q.span.start);
    let modality = stance::modality(scene, token);
    Claim {
        spans: Vec::new(),
        bytes: q.whole.start.min(q.span.start)..q.whole.end.max(q.span.end),
        words: String::new(),
        kind: match (q.change, q.unit.is_percent()) {
            (Change::None, true) => ClaimKind::Share,
            (Change::None, false) => ClaimKind::Level,
            _ => ClaimKind::Change,
        },
        subject: level::nobody(),
        other: None,
        counted: Vec::new(),
        stated: level::stated(scene, q),
        vague: None,
        before: None,
        direction: None,
        when: Vec::new(),
        modality,
        said_by: speaker::speaker(scene),
        uncheckable: Some(match modality {
            Modality::Target | Modality::Forecast => Uncheckable::Target,
            _ => Uncheckable::NotHeld,
        }),
        day: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{
        Lang, frame,
        text::{Markup, clean},
    };

    fn found(text: &str) -> Vec<String> {
        frame::claims(&clean(text, Markup::Plain), date(2024, 2, 1), Lang::English)
            .into_iter()
            .map(|c| c.words)
            .collect()
    }

    #[test]
    fn sums_shares_and_counts_of_people_are_statements() {
        let claims = found(
            "Guatemala received $18 billion. About 70% of workers have no contract. Three flights carried 390 people.",
        );
        assert_eq!(claims.len(), 3, "{claims:?}");
    }

    #[test]
    fn ages_rooms_and_distances_are_none() {
        let claims =
            found("Rosa, 34, walked 295 miles to a shelter with 200 beds on Route 105 and has $20 left.");
        assert!(claims.is_empty(), "{claims:?}");
    }
}
