//! Under which law people were dealt with: expelled under Title 42, or processed under Title 8.

use super::scene::Scene;
use crate::claim::Counted;

/// What became of those counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Law {
    /// Expelled for public health.
    Expelled,
    /// Dealt with under the law of immigration.
    Processed,
}

/// How many tokens behind a number its law may stand.
const REACH: usize = 30;

/// Takes of what is counted the part that the law behind it names: "93,676 encounters were processed for expulsion",
/// "28,341 were processed under Title 8".
pub(super) fn narrow(scene: &Scene<'_>, near: usize, counted: &mut [Counted]) {
    let Some(law) = (near..(near + REACH).min(scene.range.end))
        .take_while(|j| scene.word(*j) != ";")
        .find_map(|j| named(scene, j))
    else {
        return;
    };
    // "with 28,341 processed under Title 8": of the group told before.
    let group = scene
        .hits
        .iter()
        .rfind(|h| h.tokens.end <= near && super::level::is_part(h.word))
        .and_then(|h| h.word.counted.first())
        .and_then(|c| c.reading.split(' ').find(|f| f.starts_with("demographic=")));
    for c in counted {
        let expelled = c.reading.strip_prefix("expulsions");
        if law == Law::Processed
            && let Some(rest) = expelled
        {
            let group = group.map(|g| format!(" {g}")).unwrap_or_default();
            c.reading = format!("encounters authority=title8{rest}{group}");
            c.why.push_str("; those processed under Title 8");
            continue;
        }
        let Some(rest) = c.reading.strip_prefix("encounters") else {
            continue;
        };
        if law == Law::Expelled {
            c.reading = format!("expulsions{rest}");
            c.why.push_str("; those expelled under Title 42");
        } else {
            c.reading = format!("encounters authority=title8{rest}");
            c.why.push_str("; those processed under Title 8");
        }
    }
}

fn named(scene: &Scene<'_>, j: usize) -> Option<Law> {
    match (scene.word(j), scene.word(j + 1), scene.word(j + 2)) {
        ("processed", "for", "expulsion")
        | ("expelled", ..)
        | ("ended" | "resulted", "in", "expulsion" | "expulsions") => Some(Law::Expelled),
        ("processed", "under", "title") => Some(match scene.word(j + 3) {
            "42" => Law::Expelled,
            _ => Law::Processed,
        }),
        _ => None,
    }
}
