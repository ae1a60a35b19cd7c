//! Placebo honesty: where nothing in particular happened, hardly any verdict is *supported*.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::date;
use rootcast::{
    home::Home,
    impact::{
        self, Plan, Scale,
        plan::{Chosen, Draft},
    },
};
use rootcast_impact::appraisal::{Verdict, Way};

/// Every origin, from every third month that leaves eighteen before it and six after, both ways.
#[test]
fn hardly_any_month_of_any_origin_is_supported() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home {
        folder: folder.path().join("none"),
        asked: false,
        embedded: true,
    };
    let today = date(2026, 1, 1);
    let held = home.held(today).unwrap();
    let reading: rootcast_core::reading::Reading =
        "encounters border=southwest by=origin,month period=2019-10..2024-09"
            .parse()
            .unwrap();
    let flows = rootcast::flows::Flows::of(&held, &reading, today).unwrap();
    let (mut tried, mut supported, mut fragile) = (0, 0, 0);
    for origin in flows.keys.iter().filter(|k| !k.contains('@')) {
        for step in (18..flows.periods.len() - 6).step_by(3) {
            for way in [Way::Fall, Way::Rise] {
                let draft = Draft {
                    reading: reading.clone(),
                    treated: origin.clone(),
                    start: flows.periods[step],
                    last: Some(flows.periods[step + 5]),
                    way,
                    scale: Scale::Log,
                    event: None,
                    exclude: Vec::new(),
                    neighbours: Vec::new(),
                    breaks: Vec::new(),
                    least: 100.0,
                    design: Chosen::default(),
                };
                let plan = Plan::draft(&held, &draft, today).unwrap();
                let outcomes = impact::outcomes(&held, &plan, today).unwrap();
                let found = impact::appraise(&plan, &outcomes, outcomes.start).unwrap();
                tried += 1;
                supported += u32::from(found.verdict == Verdict::Supported);
                fragile += u32::from(found.verdict == Verdict::Fragile);
            }
        }
    }
    let share = f64::from(supported) / f64::from(tried);
    assert!(tried > 300, "{tried}");
    assert!(
        share <= 0.05,
        "{supported} of {tried} supported, {fragile} fragile"
    );
}
