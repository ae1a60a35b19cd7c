//! Conditions in the countries of origin, each with the date of the release it is read from. Nothing here says that
//! one thing causes another.

use rootcast_core::{period::Period, series::Series};

use crate::brief::{
    BriefError,
    desk::{Desk, Draft, line, table_of},
    model::{Axis, Line, Panel, Section, Shape, Style, Tone, Unanswered},
    numbers::styled,
    place_name,
    reader::Asked,
};

/// First year drawn.
const FROM: i16 = 2010;

/// One condition: the first of `readings` that is held is drawn.
struct Driver {
    id: &'static str,
    title: &'static str,
    /// Measure, further facets, name of the facet of the country.
    readings: &'static [(&'static str, Style, &'static str, &'static str)],
}

const DRIVERS: [Driver; 5] = [
    Driver {
        id: "fdi",
        title: "Foreign direct investment",
        readings: &[
            ("fdi-share", Style::Decimal, "place", "Net inflows, % of GDP"),
            (
                "fdi",
                Style::Usd,
                "place",
                "Net inflows, million current US dollars",
            ),
        ],
    },
    Driver {
        id: "homicide",
        title: "Intentional homicides",
        readings: &[(
            "homicide-rate",
            Style::Decimal,
            "place",
            "Per 100\u{202f}000 people and year",
        )],
    },
    Driver {
        id: "growth",
        title: "Growth of GDP per head",
        readings: &[("gdp-growth-per-capita", Style::Decimal, "place", "% a year")],
    },
    Driver {
        id: "governance",
        title: "Control of corruption",
        readings: &[(
            "control-of-corruption",
            Style::Decimal,
            "place",
            "Governance estimate, about −2.5 (weak) to 2.5 (strong)",
        )],
    },
    Driver {
        id: "displacement",
        title: "Asylum-seekers abroad with a pending claim",
        readings: &[(
            "asylum-seekers",
            Style::Count,
            "origin",
            "Persons at the end of the year",
        )],
    },
];

pub(super) fn build(desk: &mut Desk<'_>) -> Result<Section, BriefError> {
    let mut section = Section {
        id: "drivers".to_owned(),
        title: "Conditions in the countries of origin".to_owned(),
        ..Section::default()
    };
    for driver in DRIVERS {
        draw(desk, &driver, &mut section)?;
    }
    if !section.charts.is_empty() {
        section.lead.push(
            "Five conditions often named in the debate, country by country. The charts set them side by side; they do \
             not show what causes what. Years after the last one published are absent, not zero."
                .to_owned(),
        );
    }
    Ok(section)
}

/// The answer to the first of the driver's readings that any release known on the day can give; otherwise all of them
/// are written down as missing.
fn first_held(
    desk: &mut Desk<'_>,
    driver: &Driver,
    members: &[String],
    section: &mut Section,
) -> Result<Option<(Asked, Style, &'static str)>, BriefError> {
    let mut missing = Vec::new();
    let last = desk.reader.as_of().year();
    let rest = format!("period={}..{last}", FROM.min(last));
    for (measure, style, facet, unit) in driver.readings {
        let narrow = format!("{measure} {facet}={} by=year,{facet} {rest}", members.join("+"));
        let held = |a: &Asked| {
            let mine = a
                .panel
                .series
                .iter()
                .filter(|s| s.key.iter().all(|k| members.contains(k)));
            mine.flat_map(Series::numbers).any(|n| n.is_some())
        };
        match desk.reader.ask(&narrow)? {
            Ok(asked) if held(&asked) => {
                // What stands in for a measure that was not known says so.
                section.unanswered.extend(missing);
                return Ok(Some((asked, *style, *unit)));
            }
            Ok(asked) => missing.push(nothing_of(&asked)),
            // A country that a publisher leaves out refuses the whole question; without it the others are shown.
            Err(_) => match desk.reader.ask(&format!("{measure} by=year,{facet} {rest}"))? {
                Ok(asked) if held(&asked) => {
                    section.unanswered.extend(missing);
                    return Ok(Some((asked, *style, *unit)));
                }
                Ok(asked) => missing.push(nothing_of(&asked)),
                Err(unanswered) => missing.push(unanswered),
            },
        }
    }
    section.unanswered.extend(missing);
    Ok(None)
}

fn nothing_of(asked: &Asked) -> Unanswered {
    Unanswered {
        reading: asked.traced.reading.clone(),
        why: "nothing published for these countries and years".to_owned(),
    }
}

fn draw(desk: &mut Desk<'_>, driver: &Driver, section: &mut Section) -> Result<(), BriefError> {
    let groups = desk.focus.groups().to_vec();
    let mut members: Vec<String> = groups.iter().flat_map(|g| g.members.clone()).collect();
    members.sort();
    let Some((asked, style, unit)) = first_held(desk, driver, &members, section)? else {
        return Ok(());
    };
    let years = years(&asked, &members);
    let nothing = Series {
        key: Vec::new(),
        points: Vec::new(),
    };
    let panels: Vec<Panel> = groups
        .iter()
        .flat_map(|g| g.members.iter().map(|m| (m, g.tone)))
        .map(|(member, tone)| {
            let series = asked.panel.get(&[member.as_str()]).unwrap_or(&nothing);
            let name = place_name(member);
            Panel {
                series: vec![line(&name, tone, series, &years)],
                title: name,
                ..Panel::default()
            }
        })
        .collect();
    let lines: Vec<&Line> = panels.iter().flat_map(|p| &p.series).collect();
    let (Some(first), Some(last)) = (years.first(), years.last()) else {
        return Ok(());
    };
    let vintages: Vec<String> = asked
        .traced
        .releases
        .iter()
        .filter_map(|i| desk.reader.release(*i))
        .map(rootcast_core::release::Release::published_text)
        .collect();
    let subtitle = format!(
        "{unit}, {first} to {last}, release of {}; panels share one scale",
        vintages.join(", ")
    );
    let table = table_of(&format!("{}: {subtitle}", driver.title), "Year", style, &lines);
    let said: Vec<String> = lines
        .iter()
        .filter_map(|l| {
            let m = l.marks.iter().rfind(|m| m.value.is_some())?;
            Some(format!("{} {} in {}", l.name, styled(style, m.value?), m.at))
        })
        .collect();
    let absent: Vec<String> = lines
        .iter()
        .filter(|l| l.marks.iter().all(|m| m.value.is_none()))
        .map(|l| l.name.clone())
        .collect();
    if !absent.is_empty() {
        section.notes.push(format!(
            "{}: no figure published for {}.",
            driver.title,
            crate::brief::numbers::list(&absent)
        ));
    }
    let draft = Draft {
        id: driver.id,
        title: moved_most(&lines, style).map_or_else(
            || format!("{}, {first} to {last}", driver.title),
            |moved| {
                format!(
                    "{} ({}): largest change in the group in {moved}",
                    driver.title,
                    within(unit)
                )
            },
        ),
        subtitle,
        description: format!(
            "Small line charts by country; latest figures: {}.",
            said.join(", ")
        ),
        shape: Shape::Lines,
        axis: Axis::Time,
        style,
        unit,
        first_column: "Year",
    };
    let chart = draft.with_table(desk, vec![asked.traced.clone()], panels, table);
    section.charts.push(chart);
    for note in asked.notes {
        section
            .notes
            .push(format!("{}: {}.", driver.title, note.trim_end_matches('.')));
    }
    Ok(())
}

/// The unit as it stands inside a sentence.
fn within(unit: &str) -> String {
    let mut letters = unit.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The emphasised country whose first and last figures lie furthest apart, in words.
fn moved_most(lines: &[&Line], style: Style) -> Option<String> {
    let (name, (from, a), (to, b)) = lines
        .iter()
        .copied()
        .filter(|l| l.tone == Tone::Focus)
        .filter_map(|l| {
            let known = || l.marks.iter().filter_map(|m| Some((&m.at, m.value?)));
            Some((&l.name, known().next()?, known().next_back()?))
        })
        .max_by(|x, y| (x.2.1 - x.1.1).abs().total_cmp(&(y.2.1 - y.1.1).abs()))?;
    Some(format!(
        "{name}, from {} in {from} to {} in {to}",
        styled(style, a),
        styled(style, b)
    ))
}

/// The years from the first to the last with a number anywhere.
fn years(asked: &Asked, members: &[String]) -> Vec<Period> {
    let mut held: Vec<Period> = asked
        .panel
        .series
        .iter()
        .filter(|s| s.key.iter().all(|k| members.contains(k)))
        .flat_map(|s| &s.points)
        .filter(|p| p.value.as_number().is_some())
        .map(|p| p.period)
        .collect();
    held.sort_unstable();
    held.dedup();
    match (held.first(), held.last()) {
        (Some(first), Some(last)) => std::iter::successors(Some(*first), |y| Some(y.next()))
            .take_while(|y| y <= last)
            .collect(),
        _ => Vec::new(),
    }
}
