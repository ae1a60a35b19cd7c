use proptest::prelude::*;

use super::*;

fn figure(words: &str) -> Figure {
    Figure::worded(words).unwrap()
}

fn ratio(part: &str, whole: &str) -> Ratio {
    Ratio::of(&figure(part), &figure(whole))
}

#[test]
fn deployed_of_pledged_has_no_single_value() {
    // The worked case: 24 % in November 2023, then 21 % in September 2024, at the numbers as stated.
    for (part, whole, numbers) in [
        ("more than 1 billion", "more than 4.2 billion", "24 %"),
        ("more than 1.1 billion", "more than 5.2 billion", "21 %"),
    ] {
        let r = ratio(part, whole);
        assert_eq!((r.low, r.high), (0.0, f64::INFINITY));
        assert_eq!(
            r.says,
            format!(
                "{part} of {whole} has no single value: it may be any share; the two numbers as stated give {numbers}"
            )
        );
        assert!(!r.is_exact());
    }
}

#[test]
fn ends_that_are_known_bound_the_share() {
    let cases = [
        ("exactly 1", "exactly 4", "exactly 1 of exactly 4 is 25 %"),
        (
            "exactly 1,000",
            "more than 5,000",
            "exactly 1,000 of more than 5,000 is at most 20 %; the two numbers as stated give 20 %",
        ),
        (
            "more than 1,000",
            "exactly 5,000",
            "more than 1,000 of exactly 5,000 is at least 20 %; the two numbers as stated give 20 %",
        ),
        (
            "10 million",
            "30 million",
            "10 million of 30 million is between 23 % and 48 %; the two numbers as stated give 33 %",
        ),
        (
            "up to 10",
            "exactly 100",
            "up to 10 of exactly 100 is at most 10 %; the two numbers as stated give 10 %",
        ),
        (
            "exactly 3",
            "exactly 0",
            "exactly 3 of exactly 0: nothing is a share of zero",
        ),
        ("exactly 0", "exactly 7", "exactly 0 of exactly 7 is 0.0 %"),
    ];
    for (part, whole, says) in cases {
        assert_eq!(ratio(part, whole).says, says);
    }
}

#[test]
fn without_bound_is_null_in_json() {
    let json = serde_json::to_string(&ratio("more than 1", "more than 4")).unwrap();
    assert!(json.contains(r#""low":0.0,"high":null,"stated":0.25"#), "{json}");
}

proptest! {
    /// Whatever the true figures are, sums, differences and ratios hold them.
    #[test]
    fn intervals_hold_every_pair_of_true_figures(
        a in 1u32..5_000, b in 1u32..5_000, qa in 0usize..5, qb in 0usize..5, at in 0.0..1.0f64, bt in 0.0..1.0f64,
    ) {
        let words = ["", "about ", "more than ", "up to ", "nearly "];
        let (x, y) = (figure(&format!("{}{a}", words[qa])), figure(&format!("{}{b}", words[qb])));
        let within = |f: &Figure, t: f64| {
            let i = f.interval();
            let high = if i.high.is_finite() { i.high } else { i.low + 1e6 };
            i.low + t * (high - i.low)
        };
        let (p, q) = (within(&x, at), within(&y, bt));
        let near = |i: Interval, v: f64| {
            let slack = 1e-9 * v.abs().max(1.0);
            Interval { low: i.low - slack, high: i.high + slack }.contains(v)
        };
        prop_assert!(near(Range::of(&x).plus(&Range::of(&y)).interval, p + q));
        prop_assert!(near(Range::of(&x).less(&Range::of(&y)).interval, p - q));
        let r = Ratio::of(&x, &y);
        if q > 0.0 {
            prop_assert!(near(Interval { low: r.low, high: r.high }, p / q), "{} {} {r:?}", p, q);
        }
        prop_assert!(r.stated.is_some_and(|s| r.low <= s && s <= r.high));
    }
}
