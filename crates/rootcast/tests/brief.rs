//! The brief of a small invented store: what it says, what it must never say, and what it does with hostile text.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::too_many_lines,
    clippy::format_collect,
    clippy::cast_possible_truncation,
    reason = "a test ends at the first surprise, and its evidence is small"
)]

#[path = "brief/fixture.rs"]
mod fixture;
#[path = "brief/small.rs"]
mod small;

use jiff::civil::{Date, date};
use rootcast::brief::{self, Beside, Brief, Focus, Tone};
use rootcast_claims::{
    ask::Answered,
    check::{Grounds, Input, check},
    facts::Facts,
    text::Markup,
};
use rootcast_ledger::{file, ledger::Ledger};

fn focus(text: &str) -> Focus {
    Focus::parse(text).unwrap()
}

fn ledger() -> Ledger {
    let text = include_str!("fixtures/ledger.toml");
    file::parse_all(&[("ledger.toml", text)]).unwrap()
}

fn brief_on(day: Date) -> Brief {
    brief::build(&small::store(), &ledger(), day, &focus("northern-triangle")).unwrap()
}

fn section<'a>(brief: &'a Brief, id: &str) -> &'a brief::Section {
    brief.sections.iter().find(|s| s.id == id).unwrap()
}

fn chart<'a>(brief: &'a Brief, id: &str) -> &'a brief::Chart {
    brief
        .sections
        .iter()
        .flat_map(|s| &s.charts)
        .find(|c| c.id == id)
        .unwrap()
}

#[test]
fn the_terminal_says_what_the_readings_say() {
    insta::assert_snapshot!(brief::terminal(&brief_on(date(2024, 6, 1))));
}

#[test]
fn the_same_day_gives_the_same_bytes() {
    let page = |day| brief::html(&brief_on(day)).unwrap();
    assert_eq!(page(date(2024, 6, 1)), page(date(2024, 6, 1)));
}

#[test]
fn shares_of_a_year_add_up_to_the_whole() {
    let brief = brief_on(date(2024, 6, 1));
    let lines = &chart(&brief, "shares").panels[0].series;
    for i in 0..lines[0].marks.len() {
        let sum: f64 = lines.iter().map(|l| l.marks[i].value.unwrap()).sum();
        assert!((sum - 100.0).abs() < 1e-9, "{sum}");
    }
    assert_eq!(lines[0].tone, Tone::Focus);
}

#[test]
fn a_revised_month_is_told_release_by_release() {
    let brief = brief_on(date(2024, 6, 1));
    let lead = &section(&brief, "revisions").lead[0];
    let (first, second) = (lead.find("2023-11-30").unwrap(), lead.find("2023-12-31").unwrap());
    assert!(first < second, "{lead}");
    assert!(lead.contains("October 2023"), "{lead}");
}

#[test]
fn nothing_published_later_is_shown() {
    for day in [date(2023, 11, 30), date(2023, 12, 15), date(2023, 12, 31)] {
        let brief = brief_on(day);
        assert!(!brief.releases.is_empty());
        for release in &brief.releases {
            assert!(release.effective <= day, "{release} on {day}");
        }
    }
    let early = section(&brief_on(date(2023, 12, 15)), "revisions").charts.len();
    assert_eq!(early, 0, "one release of the month, nothing revised");
}

#[test]
fn every_figure_names_its_reading_and_its_releases() {
    let brief = brief_on(date(2024, 6, 1));
    let charts = brief.sections.iter().flat_map(|s| &s.charts);
    let figures = brief.sections.iter().flat_map(|s| &s.figures);
    let all: Vec<_> = charts
        .flat_map(|c| &c.traced)
        .chain(figures.map(|f| &f.traced))
        .collect();
    assert!(all.len() > 10);
    for traced in all {
        let reading: rootcast_core::reading::Reading = traced.reading.parse().unwrap();
        assert!(reading.as_of.unwrap() <= brief.as_of, "{reading}");
        assert!(!traced.releases.is_empty(), "{}", traced.reading);
        assert!(traced.releases.iter().all(|i| *i < brief.releases.len()));
    }
}

#[test]
fn what_is_not_held_is_missing_with_the_reason() {
    let brief = brief_on(date(2024, 6, 1));
    let drivers = section(&brief, "drivers");
    let corruption = drivers
        .unanswered
        .iter()
        .find(|u| u.reading.starts_with("control-of-corruption"))
        .unwrap();
    assert!(corruption.why.contains("no release"), "{}", corruption.why);
    let page = brief::html(&brief).unwrap();
    assert!(page.contains("control-of-corruption"));
    let homicide = chart(&brief, "homicide");
    assert!(
        homicide.table.rows.iter().flatten().any(|c| c == "not covered"),
        "a gap is named in the table"
    );
}

#[test]
fn a_day_before_every_release_gives_a_page_that_says_so() {
    let brief = brief_on(date(2001, 1, 1));
    assert!(brief.releases.is_empty());
    assert!(!section(&brief, "latest").notes.is_empty());
    assert!(brief::html(&brief).unwrap().contains("No monthly"));
}

#[test]
fn another_focus_emphasises_another_group_and_counts_nobody_twice() {
    let built = brief::build(&small::store(), &ledger(), date(2024, 6, 1), &focus("HTI+CUB")).unwrap();
    assert_eq!(built.groups[0].members, "CUB+HTI");
    assert_eq!(built.groups[0].tone, Tone::Focus);
    let members: Vec<&str> = built.groups.iter().flat_map(|g| g.members.split('+')).collect();
    let mut once = members.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(members.len(), once.len());
    assert_eq!(
        built
            .groups
            .iter()
            .map(|g| g.title.as_str())
            .filter(|t| t.contains("Haiti"))
            .count(),
        1
    );
    let unknown = Focus::parse("atlantis").unwrap_err().to_string();
    assert!(unknown.contains("atlantis"), "{unknown}");
}

#[test]
fn text_from_files_cannot_become_markup() {
    let page = brief::html(&brief_on(date(2024, 6, 1))).unwrap();
    assert!(page.contains("Invented &lt;b&gt;figures&lt;/b&gt; &amp; &quot;more&quot;"));
    assert!(!page.contains("<b>figures"));
    let data = page.split("id=\"brief\">").nth(1).unwrap();
    let json = data.split("</script>").next().unwrap();
    let read: Brief = serde_json::from_str(json).unwrap();
    assert!(read.releases.iter().any(|r| r.title.contains("</script>")));
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = brief::html(&brief_on(date(2024, 6, 1))).unwrap();
    for outside in ["src=\"", "<link", "@import", "url(http", "fetch("] {
        assert!(!page.contains(outside), "{outside}");
    }
    // Tables stand in the page itself, open until the script has drawn the chart.
    assert!(page.matches("<details open>").count() >= 5);
    assert!(page.matches("<table>").count() > 8);
}

#[test]
fn every_stage_of_a_programme_has_a_figure_or_is_unknown() {
    let brief = brief_on(date(2024, 1, 1));
    let table = &section(&brief, "ledger").tables[0];
    let row = |stage: &str| table.rows.iter().find(|r| r[1].contains(stage)).unwrap();
    assert_eq!(row("pledge")[2], "180 million USD");
    assert_eq!(row("commitment")[2], "unknown");
    assert_eq!(row("disbursement")[2], "nearly 20 million EUR");
    assert_eq!(row("expenditure")[2], "unknown");
    let results = &section(&brief, "ledger").tables[1];
    let jobs = results.rows.iter().find(|r| r[2] == "jobs").unwrap();
    assert!(jobs[3].starts_with("5,000 jobs for 2025"), "{jobs:?}");
    assert!(jobs[4].starts_with("more than 1,200 jobs"), "{jobs:?}");
    let output = results.rows.iter().find(|r| r[1] == "output").unwrap();
    assert_eq!((output[3].as_str(), output[4].as_str()), ("unknown", "unknown"));
}

#[test]
fn a_programme_is_told_as_known_on_the_day() {
    let early = brief_on(date(2022, 6, 1));
    assert_eq!(
        section(&early, "ledger").tables[0].rows[0][2],
        "more than 100 million USD"
    );
    let before = brief_on(date(2021, 12, 31));
    let section = section(&before, "ledger");
    assert!(section.lead[0].starts_with("No statement"), "{:?}", section.lead);
    assert_eq!(section.tables.len(), 1, "the events are known already");
}

#[test]
fn events_are_marked_on_the_charts_of_flows_alone() {
    let brief = brief_on(date(2024, 1, 1));
    let marked: Vec<&str> = brief
        .sections
        .iter()
        .flat_map(|s| &s.charts)
        .filter(|c| !c.events.is_empty())
        .map(|c| c.id.as_str())
        .collect();
    assert_eq!(marked, ["origins-by-month", "countries", "components"]);
    let chart = chart(&brief, "components");
    let days: Vec<(usize, String, bool)> = chart
        .events
        .iter()
        .map(|e| (e.number, e.day.clone(), e.end))
        .collect();
    let mark = |number, day: &str, end| (number, day.to_owned(), end);
    assert_eq!(
        days,
        [
            mark(1, "2021-12-15", false),
            mark(3, "2023-01", false),
            mark(1, "2023-10", true)
        ],
        "an event known to the year has no place on an axis of days"
    );
    assert_eq!(chart.panels[0].events, [1, 3]);
    for words in [
        "1 A rule <of> expulsion (2021-12-15)",
        "A rule <of> expulsion, end (2023-10)",
    ] {
        assert!(chart.description.contains(words), "{}", chart.description);
    }
}

#[test]
fn a_panel_marks_the_events_that_name_its_origin() {
    let brief = brief_on(date(2024, 1, 1));
    for panel in &chart(&brief, "countries").panels {
        let wanted: &[usize] = if panel.title == "Guatemala" { &[3] } else { &[] };
        assert_eq!(panel.events, wanted, "{}", panel.title);
    }
}

#[test]
fn no_event_stands_on_a_chart_before_it_has_happened() {
    let brief = brief_on(date(2023, 10, 25));
    let numbers: Vec<bool> = chart(&brief, "components").events.iter().map(|e| e.end).collect();
    assert_eq!(numbers, [false, false], "the rule had not ended");
    let all = section(&brief, "ledger").tables.last().unwrap();
    assert!(all.rows.iter().flatten().all(|c| c != "A storm"));
    assert_eq!(all.rows.len(), 3);
}

#[test]
fn the_ledger_on_the_page_blames_nobody_and_praises_nobody() {
    let page = brief::html(&brief_on(date(2024, 1, 1))).unwrap();
    let section = page.split("<section id=\"ledger\"").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap().to_lowercase();
    for word in [
        "led to",
        "because of",
        "thanks to",
        "success",
        "failed",
        "due to",
        "result of",
        "despite",
    ] {
        assert!(!section.contains(word), "{word}");
    }
    assert!(section.contains("unknown") && section.contains("&lt;for&gt;"));
}

#[test]
fn texts_are_checked_in_a_section_of_their_own() {
    let store = small::store();
    let day = date(2024, 6, 1);
    let none = brief::build(&store, &ledger(), day, &focus("northern-triangle")).unwrap();
    assert!(none.sections.iter().all(|s| s.id != "texts"));
    let input = Input {
        name: "<b>.txt",
        text: "Honduras was the largest source of encounters at the southwest border in October 2023.",
        markup: Markup::Plain,
        published: Some(date(2024, 1, 15)),
        lang: None,
    };
    let grounds = Grounds {
        evidence: &store,
        facts: &Facts::default(),
        answered: &Answered::default(),
    };
    let document = check(input, day, grounds);
    assert_eq!(document.claims.len(), 1);
    let documents = [document];
    let brief = brief::build_with(
        &store,
        &ledger(),
        day,
        &focus("northern-triangle"),
        Beside {
            texts: &documents,
            ..Beside::default()
        },
    )
    .unwrap();
    let texts = section(&brief, "texts");
    let table = &texts.tables[0];
    assert_eq!(table.rows.len(), 1);
    assert!(table.rows[0][2].starts_with("✗ contradicted"), "{:?}", table.rows);
    let traced = &table.traced[0];
    assert!(traced.reading.starts_with("encounters"), "{traced:?}");
    let release = &brief.releases[traced.releases[0]];
    assert!(table.source.contains(&release.title), "{}", table.source);
    // The closing section lists its readings too.
    let sources = section(&brief, "sources");
    assert!(sources.tables[2].rows.iter().any(|r| r[0] == traced.reading));
    let page = brief::html(&brief).unwrap();
    assert!(page.contains("Claims of “&lt;b&gt;.txt”") && !page.contains("<b>.txt"));
    assert!(brief::terminal(&brief).contains("1 claim: 0 supported, 1 contradicted"));
}
