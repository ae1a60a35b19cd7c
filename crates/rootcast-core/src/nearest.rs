//! The nearest known word, for messages: `did you mean …?`.

/// `; did you mean `x`?` for the candidate nearest to `wanted` by edit distance, or nothing where none is near.
///
/// ```
/// use rootcast_core::nearest::nearest;
/// assert_eq!(nearest("encountrs", ["encounters", "removals"]), "; did you mean `encounters`?");
/// assert_eq!(nearest("xyz", ["encounters"]), "");
/// ```
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest_word(wanted, known)
        .map(|k| format!("; did you mean `{k}`?"))
        .unwrap_or_default()
}

/// The candidate nearest to `wanted` by edit distance, the first in the alphabet of several equally near.
///
/// Near is a third of the letters, two at least, and never all of them: `xyz` is not near `abc`.
pub fn nearest_word<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = wanted.chars().count();
    let limit = (letters / 3).max(2).min(letters.saturating_sub(1));
    known
        .into_iter()
        .filter(|k| k.chars().count().abs_diff(letters) <= limit)
        .map(|k| (distance(wanted, k), k))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, k)| k)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (
        a.to_lowercase().chars().collect(),
        b.to_lowercase().chars().collect(),
    );
    // Words are short; a text pasted by mistake is not worth a matrix.
    if a.len() > 64 || b.len() > 64 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
