//! An instance: everything its files say, checked and joined.

use std::collections::BTreeMap;

use super::{
    counts::Counts,
    error::{Error, Result},
    geography::{self, Kind, Link, Location, Names},
    people::{self, Demographics, Person},
    schedule::{self, Closure, Daily},
    settings::Settings,
    table::{Files, Table, date, day_number, same_name},
};

/// A displacement instance in Flee's format.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// The places.
    pub locations: Vec<Location>,
    /// The roads, each in one direction.
    pub links: Vec<Link>,
    /// The closures.
    pub closures: Vec<Closure>,
    /// `(day, place, kind)`: places that become of another kind.
    pub changes: Vec<(i64, u32, Kind)>,
    /// First day, as days since 1970-01-01.
    pub start: i64,
    /// Number of days.
    pub days: u32,
    /// People counted in camps.
    pub counts: Counts,
    /// What was left out, and why.
    pub notes: Vec<String>,
    pub(crate) conflicts: Option<(Daily, Vec<Option<u32>>)>,
    pub(crate) floods: Option<(Daily, Vec<Option<u32>>)>,
    /// IPC: percentage of hungry people by region.
    pub(crate) hunger: Option<(Daily, Vec<Option<usize>>)>,
    pub(crate) demographics: Vec<Demographics>,
    pub(crate) persons: Vec<Person>,
}

impl Instance {
    /// Reads an instance from its files, those of `input_csv` and of `source_data` together, by their bare names.
    ///
    /// # Errors
    /// A file that is needed is missing, or one cannot be read: which, where, and what to do.
    pub fn read(files: &Files, settings: &Settings) -> Result<Self> {
        let mut notes = Vec::new();
        let (start, length) = period(files)?;
        let days = settings.days.unwrap_or(length);
        if days == 0 || days > 60_000 {
            return Err(Error::bad(
                "sim_period.csv",
                0,
                "Length",
                format!("{days} days; 1 to 60 000 are expected"),
            ));
        }
        let locations = geography::locations(files)?;
        let names = Names::of(&locations);
        let links = geography::links(files, &names, &mut notes)?;
        let countries: BTreeMap<String, usize> =
            locations.iter().map(|l| (same_name(&l.country), 0)).collect();
        let closures = schedule::closures(files, &names, &countries, &mut notes)?;
        let changes = schedule::changes(files, &names)?;
        let mut daily = |file: &str| -> Result<Option<(Daily, Vec<Option<u32>>)>> {
            Ok(Daily::read(files, file, 0.0)?.map(|d| {
                let places = d.places(file, &names, &mut notes);
                (d, places)
            }))
        };
        let conflicts = daily(settings.conflict_file.as_deref().unwrap_or("conflicts.csv"))?;
        let flood_file = settings.flood_file.as_deref().unwrap_or("flood_level.csv");
        let floods = daily(flood_file)?;
        if settings.floods.is_some() && floods.is_none() {
            return Err(Error::Missing {
                file: flood_file.to_owned(),
                what: "flood levels by day, which the settings use; add it or take the flood rules out"
                    .to_owned(),
            });
        }
        let hunger = Daily::read(files, "region_attributes_IPC.csv", 0.0)?;
        if settings.flee_when_starving && hunger.is_none() {
            return Err(Error::Missing {
                file: "region_attributes_IPC.csv".to_owned(),
                what: "hunger by region, which flee_when_starving uses; add it or set that to False"
                    .to_owned(),
            });
        }
        let hunger = hunger.map(|table| {
            let column = |region: &str| {
                table
                    .columns
                    .iter()
                    .position(|c| same_name(c) == same_name(region))
            };
            let of: Vec<Option<usize>> = locations.iter().map(|l| column(&l.region)).collect();
            (table, of)
        });
        let counts = Counts::read(files, (&names, &locations), start, days, &mut notes)?;
        let demographics = people::demographics(files, &names, &mut notes)?;
        let persons = if settings.read_agents {
            people::agents(files, &names)?
        } else {
            Vec::new()
        };
        Ok(Self {
            locations,
            links,
            closures,
            changes,
            start,
            days,
            counts,
            notes,
            conflicts,
            floods,
            hunger,
            demographics,
            persons,
        })
    }

    /// The ISO date of a day of the run.
    pub fn date(&self, day: u32) -> String {
        date(self.start + i64::from(day))
    }
}

/// Reads `sim_period.csv`: the first day and the number of days.
fn period(files: &Files) -> Result<(i64, u32)> {
    let table = Table::read(
        files,
        "sim_period.csv",
        "two lines, `StartDate,2012-02-29` and `Length,300`; add it",
    )?;
    let (mut start, mut length) = (None, None);
    for row in &table.rows {
        match row.get(0).unwrap_or_default().to_lowercase().as_str() {
            "startdate" => {
                let text = table.need(row, 1, "StartDate")?;
                start = Some(day_number(text).ok_or_else(|| {
                    table.bad(
                        row,
                        "StartDate",
                        format!("`{text}` is not a date such as 2012-02-29; correct it"),
                    )
                })?);
            }
            "length" => {
                let days = table.whole(row, 1, "Length", None)?;
                length = Some(
                    u32::try_from(days)
                        .map_err(|_| table.bad(row, "Length", "a number of days is expected"))?,
                );
            }
            other => return Err(table.bad(row, other, "`StartDate` or `Length` is expected here")),
        }
    }
    match (start, length) {
        (Some(start), Some(length)) => Ok((start, length)),
        (None, _) => Err(Error::bad(
            "sim_period.csv",
            0,
            "StartDate",
            "this line is missing; add `StartDate,2012-02-29`",
        )),
        (_, None) => Err(Error::bad(
            "sim_period.csv",
            0,
            "Length",
            "this line is missing; add `Length,300`",
        )),
    }
}
