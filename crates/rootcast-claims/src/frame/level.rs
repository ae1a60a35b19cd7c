//! Figures of a period: "717,000 in fiscal 2023", "one in five encounters".

use rootcast_core::agreement::{Interval, Qualifier};

use super::{averaged, measure, moment, scene::Scene, size, speaker, stance, who};
use crate::{
    claim::{Claim, ClaimKind, Counted, Direction, Found, Modality, Stated, Subject, Uncheckable},
    entity::Named,
    lexicon::Word,
    quantity::{Amount, Change, Form, Quantity},
};

/// Words of the domain that count money or a programme's results, which another frame reads.
pub(super) const OF_PROGRAMMES: [&str; 15] = [
    "aid",
    "disbursed",
    "firms-supported",
    "jobs",
    "partners",
    "people-admitted",
    "people-approved",
    "people-connected",
    "people-paroled",
    "people-referred",
    "people-registered",
    "people-trained",
    "people-with-finance",
    "pledged",
    "spent",
];

pub(super) fn is_of_programme(word: &Word) -> bool {
    OF_PROGRAMMES.contains(&word.id.as_str())
}

/// Claims of figures of a period in a sentence.
pub(super) fn claims(scene: &Scene<'_>) -> Vec<Claim> {
    scene
        .quantities
        .iter()
        .filter(|q| is_level(scene, q))
        .filter_map(|q| claim(scene, q))
        .collect()
}

fn is_level(scene: &Scene<'_>, q: &Quantity) -> bool {
    // The size of a move is another frame's; so is one end of a pair. "Fell to 6,463" is a figure.
    let moved = q.change != Change::None && !size::is_reached(scene, scene.token_at(q.span.start));
    let sized = moved || size::of(scene, q).is_some();
    (!sized || measure::word(scene, q).is_some_and(grows))
        && matches!(q.amount, Amount::Single(_))
        && q.form != Form::Vague
        && q.form != Form::Multiple
}

/// From how many on a number of investment is one of dollars, though no sign says so: "cayó a 1.338,3 millones".
const SUM: f64 = 1_000_000.0;

fn claim(scene: &Scene<'_>, q: &Quantity) -> Option<Claim> {
    let token = scene.token_at(q.span.start);
    let number = q.amount.first();
    let money = q.unit.is_money();
    let percent = q.unit.is_percent() || q.unit.share;
    if !(percent || counts(scene, q)) {
        return None;
    }
    let word = measure::word(scene, q)?;
    // Of money only investment is counted here; what programmes pledge and spend is another frame's.
    if is_of_programme(word) || money && word.id != "fdi" {
        return None;
    }
    // "Family units made up a third of encounters": the part is what the share is of.
    let near_part = || {
        // "children (9%)", but "a majority (52 per cent) of encounters were single adults".
        let bracket = in_brackets(scene, token)
            && scene
                .hits
                .iter()
                .any(|h| h.tokens.start < token && is_part(h.word));
        scene
            .hits
            .iter()
            .filter(|h| is_part(h.word) && (h.tokens.start < token || !bracket))
            .min_by_key(|h| {
                let before = h.tokens.start < token;
                let late = usize::from(before && !bracket) * PART_BEFORE;
                let other = !before && (token..h.tokens.start).any(|i| parts_clauses(scene.word(i)));
                super::scene::distance(&h.tokens, token) + late + usize::from(other) * OTHER_CLAUSE
            })
            .map(|h| h.word)
    };
    let part = (percent && !is_rate(word)).then(near_part).flatten();
    let word = part.unwrap_or(word);
    let kind = if percent && word.id != "homicide-rate" && !is_rate(word) {
        ClaimKind::Share
    } else {
        ClaimKind::Level
    };
    let mut subject = scene.subject_or_carried(token, Some(word));
    if word.id == "job-openings" {
        subject = nobody();
    }
    let modality = stance::modality(scene, token);
    let mut counted = scene.counted(word, token);
    if kind == ClaimKind::Share {
        summed(scene, word, &mut counted);
    }
    if subject.found == Found::Assumed && kind == ClaimKind::Level && !word.borders.is_empty() {
        counted.extend(scene.of_before(&counted));
    }
    if word.id == "fdi" {
        // A sum is of money, a percentage of the economy.
        let sum = money || number.value >= SUM;
        counted.retain(|c| c.reading.starts_with("fdi-share") != sum);
        for c in &mut counted {
            c.distance = 0;
        }
    }
    let uncheckable = match (counted.is_empty(), modality) {
        (true, _) => Some(Uncheckable::NotHeld),
        _ if !percent && (is_of_move(scene, token) || beside_unheld(scene, q, token)) => {
            Some(Uncheckable::NotHeld)
        }
        // "Venezuela y Nicaragua (6.7 %)": of both, or of each?
        _ if kind == ClaimKind::Share
            && subject.origins.contains('+')
            && scene.word(token.wrapping_sub(1)) == "(" =>
        {
            Some(Uncheckable::Vague)
        }
        _ if kind == ClaimKind::Share && is_mean(scene) => Some(Uncheckable::NotHeld),
        _ if who::is_foreign(scene, word, token) || is_of_rest(scene, token) => Some(Uncheckable::NotHeld),
        (_, Modality::Target | Modality::Forecast) => Some(Uncheckable::Target),
        // A share of what nobody counts: "77 per cent of migrants are driven out by …".
        _ if kind == ClaimKind::Share
            && subject.found == Found::Assumed
            && !is_part(word)
            && !is_lawful(&counted) =>
        {
            Some(Uncheckable::NotHeld)
        }
        _ => None,
    };
    Some(Claim {
        spans: Vec::new(),
        bytes: extent(scene, q),
        words: String::new(),
        kind,
        subject,
        other: None,
        counted,
        stated: if grows(word) {
            grown(scene, q)
        } else {
            stated(scene, q)
        },
        vague: None,
        before: None,
        direction: None,
        when: moment::level(scene, token, word),
        modality,
        said_by: speaker::speaker(scene),
        uncheckable,
        day: None,
    })
}

/// Whether a number is large enough to be a figure, or its words say so: small ones without a unit count countries, years
/// and hands.
fn counts(scene: &Scene<'_>, q: &Quantity) -> bool {
    const LARGE: f64 = 1000.0;
    let rate = averaged::per(scene, q).is_some() || !per(q).is_empty();
    q.amount.first().value >= LARGE || rate || is_few(scene, q) || is_listed(scene, q)
}

/// "En enero fueron 1,204; en diciembre 731": a number alone behind its time, after another that counts.
fn is_listed(scene: &Scene<'_>, q: &Quantity) -> bool {
    let alone = q.unit.noun.is_none() && !q.unit.is_money() && !q.unit.is_percent() && !q.unit.share;
    let behind = scene.times.iter().any(|t| {
        t.span.end <= q.span.start
            && scene.source.get(t.span.end..q.span.start).is_some_and(|between| {
                between
                    .trim_matches([' ', ',', ':', '(', '\u{2013}', '-'])
                    .is_empty()
            })
    });
    let counted = |o: &&Quantity| {
        o.span.end <= q.span.start
            && o.amount.first().value >= FEW
            && measure::word(scene, o).is_some_and(|w| !w.borders.is_empty())
    };
    alone && behind && q.amount.first().value >= FEW && scene.quantities.iter().copied().any(|o| counted(&o))
}

/// From how many on a number directly before what it counts is a figure: "538 detenciones", "463 nicaragüenses".
const FEW: f64 = 100.0;

fn is_few(scene: &Scene<'_>, q: &Quantity) -> bool {
    let Some(noun) = &q.unit.noun else { return false };
    let within = |span: &std::ops::Range<usize>| span.start < noun.span.end && noun.span.start < span.end;
    let counted = scene
        .hits
        .iter()
        .any(|h| within(&h.bytes) && !h.word.borders.is_empty());
    let people = scene
        .mentions
        .iter()
        .any(|m| within(&m.span) && matches!(m.named, Named::Places { people: true, .. }));
    q.amount.first().value >= FEW && !q.unit.is_money() && (counted || people && !scene.hits.is_empty())
}

/// "the average percentage of encounters": a mean of shares.
fn is_mean(scene: &Scene<'_>) -> bool {
    scene.range.clone().any(|i| {
        matches!(
            (scene.word(i), scene.word(i + 1)),
            ("average" | "mean", "percentage" | "share" | "proportion")
                | ("porcentaje" | "proporcion", "promedio" | "media")
        )
    })
}

/// "otros (6.6 %)": what is left when the others are named.
fn is_of_rest(scene: &Scene<'_>, token: usize) -> bool {
    let back = 1 + usize::from(scene.word(token.wrapping_sub(1)) == "(");
    matches!(
        scene.word(token.wrapping_sub(back)),
        "otros" | "otras" | "resto" | "others" | "rest" | "demas"
    )
}

/// How much farther a part before its share is than one behind it: "families were 33 %", "one in three with families".
const PART_BEFORE: usize = 3;

/// "845,307 unique individuals, compared to 796,400": a number set against another counts what that does.
fn beside_unheld(scene: &Scene<'_>, q: &Quantity, token: usize) -> bool {
    let compared = (1..=3).any(|n| {
        matches!(
            scene.word(token.wrapping_sub(n)),
            "compared" | "versus" | "vs" | "frente"
        )
    });
    compared
        && scene
            .quantities
            .iter()
            .rfind(|o| o.span.end <= q.span.start)
            .and_then(|o| measure::word(scene, o))
            .is_some_and(|w| w.counted.is_empty())
}

/// How much farther a part in the next clause is: "28 per cent in May, while families were 64 per cent".
const OTHER_CLAUSE: usize = 20;

fn parts_clauses(word: &str) -> bool {
    matches!(word, "while" | "whereas" | ";" | "mientras")
}

/// Whether a number stands in brackets, behind what it is of: "unaccompanied children (144,834; 9%)".
fn in_brackets(scene: &Scene<'_>, token: usize) -> bool {
    const REACH: usize = 10;
    (token.saturating_sub(REACH).max(scene.range.start)..token)
        .rev()
        .find(|i| matches!(scene.word(*i), "(" | ")"))
        .is_some_and(|i| scene.word(i) == "(")
}

/// Whether a number is told to be the size of a move: "the biggest increase was about 45,000".
fn is_of_move(scene: &Scene<'_>, token: usize) -> bool {
    const REACH: usize = 9;
    let from = token.saturating_sub(REACH).max(scene.range.start);
    (from..token).any(|i| {
        matches!(
            scene.word(i),
            "increase"
                | "rise"
                | "jump"
                | "drop"
                | "decline"
                | "decrease"
                | "difference"
                | "aumento"
                | "diferencia"
        ) && (i + 1..token).any(|j| matches!(scene.word(j), "was" | "were" | "totaled" | "fue"))
            && scene.numbers_between(i + 1, token) <= 1
    })
}

/// Whether a word counts a part of all encounters: families, children alone, single adults.
pub(super) fn is_part(word: &Word) -> bool {
    word.counted
        .first()
        .is_some_and(|c| c.reading.contains("demographic="))
}

/// "Family units and unaccompanied children together made up 65 per cent": the parts joined are one.
fn summed(scene: &Scene<'_>, word: &Word, counted: &mut [Counted]) {
    const JOINED: usize = 3;
    let group = |w: &Word| {
        let reading = w.counted.first().map(|c| c.reading.clone())?;
        let group = reading.split(' ').find_map(|f| f.strip_prefix("demographic="))?;
        Some(group.to_owned())
    };
    let Some(own) = group(word) else { return };
    let joined = scene.hits.windows(2).find(|pair| {
        let [a, b] = pair else { return false };
        let and = (a.tokens.end..b.tokens.start).any(|i| matches!(scene.word(i), "and" | "y"));
        and && b.tokens.start <= a.tokens.end + JOINED
            && (a.word.id == word.id || b.word.id == word.id)
            && scene.numbers_between(a.tokens.end, b.tokens.start) == 0
    });
    let Some([a, b]) = joined else { return };
    let (Some(one), Some(two)) = (group(a.word), group(b.word)) else {
        return;
    };
    if one != two {
        for c in counted {
            c.reading = c
                .reading
                .replace(&format!("demographic={own}"), &format!("demographic={one}+{two}"));
        }
    }
}

/// Whether what is counted was dealt with under one law, which is a share of all that were.
fn is_lawful(counted: &[Counted]) -> bool {
    counted
        .iter()
        .any(|c| c.reading.starts_with("expulsions") || c.reading.contains("authority="))
}

pub(super) fn nobody() -> Subject {
    Subject {
        origins: String::new(),
        activity: None,
        words: String::new(),
        found: Found::Assumed,
    }
}

fn per(q: &Quantity) -> &str {
    q.unit.per.as_deref().unwrap_or_default()
}

/// Words whose figures are themselves in per cent or per head.
fn is_rate(word: &Word) -> bool {
    matches!(word.id.as_str(), "unemployment" | "homicide-rate" | "fdi") || grows(word)
}

/// Words whose figures are themselves the size of a move: "the economy grew by 2 per cent".
pub(super) fn grows(word: &Word) -> bool {
    matches!(word.id.as_str(), "growth" | "growth-per-head" | "inflation")
}

/// A rate of growth, below zero where something shrank.
fn grown(scene: &Scene<'_>, q: &Quantity) -> Option<Stated> {
    let stated = stated(scene, q)?;
    let down = size::of(scene, q).is_some_and(|s| s.direction == Direction::Down);
    Some(if down {
        Stated {
            value: -stated.value,
            interval: Interval::new(-stated.interval.high, -stated.interval.low),
            ..stated
        }
    } else {
        stated
    })
}

/// The number as the sentence gives it.
pub(super) fn stated(scene: &Scene<'_>, q: &Quantity) -> Option<Stated> {
    of(scene, q, q.amount.last())
}

/// One of the numbers of a quantity.
pub(super) fn of(scene: &Scene<'_>, q: &Quantity, number: crate::number::Number) -> Option<Stated> {
    let qualifier = q.qualifier.interval();
    let unit = if q.unit.is_percent() || q.unit.share {
        "percent".to_owned()
    } else {
        q.unit.name()
    };
    // A fraction in words is a share in hundredths.
    let times = if q.unit.share && !q.unit.is_percent() {
        100.0
    } else {
        1.0
    };
    let (value, i) = match number.stated(qualifier) {
        Some(stated) => (stated.value(), stated.interval()),
        // "one in three" is neither one in two and a half nor one in three and a half.
        None if let Some(interval) = one_in(scene, q, number.value, qualifier) => (number.value, interval),
        // "a quarter of a million"
        None if q.unit.share || number.value >= 1000.0 => (number.value, spoken(number.value, qualifier)),
        None => return None,
    };
    Some(Stated {
        value: value * times,
        interval: Interval::new(i.low * times, i.high * times),
        qualifier,
        unit,
        per: q
            .unit
            .per
            .clone()
            .or_else(|| averaged::per(scene, q).map(str::to_owned)),
        words: scene.source.get(q.whole.clone()).unwrap_or_default().to_owned(),
    })
}

/// What "one in so many" leaves open: the whole number it is nearest to.
fn one_in(scene: &Scene<'_>, q: &Quantity, value: f64, qualifier: Qualifier) -> Option<Interval> {
    const HALF: f64 = 0.5;
    let from = scene.token_at(q.span.start);
    let to = scene.token_at(q.span.end.saturating_sub(1));
    let one = matches!(scene.word(from), "one" | "uno" | "una" | "un" | "1");
    let of = (from..=to).any(|i| matches!(scene.word(i), "in" | "out" | "every" | "cada"));
    (one && of && qualifier == Qualifier::Plain && value > 0.0 && value < 1.0).then(|| {
        let many = (1.0 / value).round();
        Interval::new(1.0 / (many + HALF), 1.0 / (many - HALF))
    })
}

/// What a fraction or a multiple in words leaves open: it has no last digit. "Half" and "doubled" are said of what is a
/// tenth off, "about half" of somewhat more.
pub(super) fn spoken(value: f64, qualifier: Qualifier) -> Interval {
    const OFF: f64 = 0.1;
    const ABOUT: f64 = 0.15;
    match qualifier {
        Qualifier::Plain => Interval::new(value * (1.0 - OFF), value * (1.0 + OFF)),
        Qualifier::About => Interval::new(value * (1.0 - ABOUT), value * (1.0 + ABOUT)),
        Qualifier::AtLeast => Interval::new(value, f64::INFINITY),
        Qualifier::AtMost => Interval::new(f64::NEG_INFINITY, value),
        Qualifier::Nearly => Interval::new(value * (1.0 - ABOUT), value),
    }
}

/// The bytes of a claim: from its qualifier to its time or its word, whichever stands last within reach.
pub(super) fn extent(scene: &Scene<'_>, q: &Quantity) -> std::ops::Range<usize> {
    const REACH: usize = 80;
    let (mut start, mut end) = (q.whole.start.min(q.span.start), q.whole.end.max(q.span.end));
    let near = |s: usize, e: usize| s <= end + REACH && e + REACH >= start;
    let mut edges: Vec<(usize, usize)> = scene
        .hits
        .iter()
        .map(|h| (h.bytes.start, h.bytes.end))
        .chain(scene.times.iter().map(|t| (t.span.start, t.span.end)))
        .filter(|(s, e)| near(*s, *e))
        .collect();
    // Nearest first, so that a claim does not swallow the next number.
    edges.sort_by_key(|(s, e)| {
        if *s >= end {
            *s - end
        } else {
            start.saturating_sub(*e)
        }
    });
    let others: Vec<usize> = scene
        .quantities
        .iter()
        .map(|o| o.span.start)
        .filter(|s| *s != q.span.start)
        .collect();
    for (s, e) in edges {
        // What stands nearer to another number belongs to that.
        let gap = |n: usize| if s >= n { s - n } else { n.saturating_sub(e) };
        if others.iter().any(|o| gap(*o) < gap(q.span.start)) {
            continue;
        }
        if parted(scene, start..end, s..e) && others.iter().any(|o| (*o < start) == (s < start)) {
            continue;
        }
        let (low, high) = (start.min(s), end.max(e));
        if others.iter().all(|o| *o < low || *o >= high) {
            (start, end) = (low, high);
        }
    }
    start..end
}

/// Whether a sign that ends a clause stands between two stretches.
fn parted(scene: &Scene<'_>, a: std::ops::Range<usize>, b: std::ops::Range<usize>) -> bool {
    let between = if b.start >= a.end {
        a.end..b.start
    } else {
        b.end..a.start
    };
    scene
        .source
        .get(between)
        .is_some_and(|s| s.contains([',', ';', '(', '\u{2014}', '\u{2013}']))
}
