//! Events beside the figures: numbered once for the whole page, marked on charts of flows, listed in a table.

use crate::ledger::events::Happened;
use rootcast_core::release::Precision;

use super::{
    model::{Chart, EventMark},
    numbers::list,
};

/// The events known on the brief's day, in order of their first days. The number of an event is its place, from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Happenings(pub(crate) Vec<Happened>);

impl Happenings {
    /// Marks on a chart of flows the events that begin or end within its days. With `origins`, one for each panel, a
    /// panel has those that name its own origin; without, every panel has all.
    ///
    /// An event of which only the year is known has no place on an axis of days; the table has it.
    pub(crate) fn mark(&self, chart: &mut Chart, origins: &[String]) {
        let days = || {
            let lines = chart.panels.iter().flat_map(|p| &p.series);
            lines.flat_map(|l| &l.marks).filter_map(|m| m.start)
        };
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return;
        };
        let mut marks: Vec<EventMark> = Vec::new();
        for (i, e) in self.0.iter().enumerate() {
            let number = i + 1;
            if e.precision != Precision::Year {
                marks.push(EventMark {
                    number,
                    title: e.title.clone(),
                    at: e.start,
                    day: e.day(),
                    end: false,
                });
            }
            if let Some(at) = e.end.filter(|_| e.end_precision != Some(Precision::Year)) {
                marks.push(EventMark {
                    number,
                    title: e.title.clone(),
                    at,
                    day: e.end_day(),
                    end: true,
                });
            }
        }
        marks.retain(|m| first <= m.at && m.at <= last);
        let shown: Vec<usize> = marks
            .iter()
            .map(|m| m.number)
            .filter(|n| {
                let names = |o: &String| self.0.get(n - 1).is_some_and(|e| e.names(o));
                origins.is_empty() || origins.iter().any(names)
            })
            .collect();
        marks.retain(|m| shown.contains(&m.number));
        marks.sort_by_key(|m| (m.at, m.number));
        if marks.is_empty() {
            return;
        }
        let said: Vec<String> = marks
            .iter()
            .map(|m| {
                let end = if m.end { ", end" } else { "" };
                format!("{} {}{end} ({})", m.number, m.title, m.day)
            })
            .collect();
        let some = if origins.is_empty() {
            ""
        } else {
            ", each on the charts of the origins it names"
        };
        chart.description.push_str(&format!(
            " Dashed vertical rules mark the days of events{some}: {}. They say when something happened, not what it did.",
            list(&said)
        ));
        for (i, panel) in chart.panels.iter_mut().enumerate() {
            let origin = origins.get(i);
            panel.events = marks
                .iter()
                .map(|m| m.number)
                .filter(|n| origin.is_none_or(|o| self.0.get(n - 1).is_some_and(|e| e.names(o))))
                .collect();
            panel.events.sort_unstable();
            panel.events.dedup();
        }
        chart.events = marks;
    }
}
