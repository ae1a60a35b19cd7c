//! What a careful speaker's words convey, where they leave more open than that.

use rootcast_core::agreement::{Interval, Qualifier};

use crate::ledger::Figure;

/// What a figure conveys. `More than 60,000` is true of 89,650, yet who knows of 89,650 and means to inform says `nearly
/// 90,000`: the words convey a number up to one unit of the last digit above (60,000 to 70,000), as `up to` conveys
/// one up to a unit below. Other words convey what they leave open.
///
/// ```
/// use rootcast_ledger::{ledger::Figure, reconcile::conveyed};
/// let conveys = conveyed(&Figure::worded("more than 60,000")?);
/// assert_eq!((conveys.low, conveys.high), (60_000.0, 70_000.0));
/// # Ok::<(), rootcast_ledger::ledger::FigureError>(())
/// ```
pub fn conveyed(figure: &Figure) -> Interval {
    let open = figure.interval();
    let unit = unit_of_last_digit(figure);
    match figure.qualifier() {
        Qualifier::AtLeast => Interval::new(open.low, open.low + unit),
        Qualifier::AtMost => Interval::new((open.high - unit).max(0.0), open.high),
        _ => open,
    }
}

/// `About` is one unit of the last digit wide either way.
fn unit_of_last_digit(figure: &Figure) -> f64 {
    figure
        .words()
        .find(|c: char| c.is_ascii_digit())
        .and_then(|at| figure.words().get(at..))
        .and_then(|digits| Figure::worded(&format!("about {digits}")).ok())
        .map_or(0.0, |about| about.interval().high - about.value())
}
