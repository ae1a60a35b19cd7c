//! Places and the roads between them: `locations.csv`, `routes.csv`.

use std::collections::BTreeMap;

use super::{
    error::{Error, Result},
    table::{Files, Table, nearest, same_name},
};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Where people may be driven out; a town while there is no conflict.
    Conflict,
    /// Neither conflict zone nor camp.
    Town,
    /// A camp across the border.
    Camp,
    /// A camp for people displaced at home.
    IdpCamp,
    /// A point on the road where nobody halts or decides.
    Marker,
    /// Where people are sent on.
    Hub,
    /// Where floods may drive people out.
    Flood,
}

impl Kind {
    /// Reads a `location_type`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text.to_lowercase().as_str() {
            "conflict_zone" | "conflict" => Self::Conflict,
            "town" | "default" => Self::Town,
            "camp" => Self::Camp,
            "idpcamp" => Self::IdpCamp,
            "marker" => Self::Marker,
            "forwarding_hub" => Self::Hub,
            "flood_zone" => Self::Flood,
            _ => return None,
        })
    }

    /// A camp of either kind.
    pub fn is_camp(self) -> bool {
        matches!(self, Self::Camp | Self::IdpCamp)
    }
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// Its region, by which IPC classes are given.
    pub region: String,
    /// Its country.
    pub country: String,
    /// Whether the country is another than the first place's.
    pub foreign: bool,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What it is at the beginning.
    pub kind: Kind,
    /// The day a conflict begins, where the file says so.
    pub conflict_day: Option<u32>,
    /// Inhabitants; 0 for camps.
    pub population: f64,
    /// Persons a camp holds; 0 for no limit and for other places.
    pub capacity: f64,
    /// Further columns that are numbers.
    pub attributes: BTreeMap<String, f64>,
    /// Further columns that are text.
    pub labels: BTreeMap<String, String>,
}

/// A road in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Index of the place it leaves.
    pub from: u32,
    /// Index of the place it comes to.
    pub to: u32,
    /// Kilometres.
    pub distance: f64,
    /// Whoever leaves `from` is sent along it.
    pub forced: bool,
    /// Kilometres a day on it, where the file says so.
    pub speed: Option<f64>,
    /// It crosses water.
    pub crossing: bool,
}

/// Places by name.
pub(crate) struct Names(BTreeMap<String, u32>);

impl Names {
    pub(crate) fn of(locations: &[Location]) -> Self {
        // Fewer than 2^32 places fit in memory; the reader refuses more.
        #[allow(clippy::cast_possible_truncation)]
        let numbered = locations
            .iter()
            .enumerate()
            .map(|(i, l)| (same_name(&l.name), i as u32))
            .collect();
        Self(numbered)
    }

    pub(crate) fn get(&self, name: &str) -> Option<u32> {
        self.0.get(&same_name(name)).copied()
    }

    pub(crate) fn nearest(&self, name: &str) -> String {
        // A search over very many names would take longer than the reader.
        if self.0.len() > 20_000 {
            return "correct the name".to_owned();
        }
        nearest(&same_name(name), self.0.keys().map(String::as_str)).map_or_else(
            || "add the place to locations.csv or correct the name".to_owned(),
            |n| format!("did you mean `{n}`?"),
        )
    }
}

/// The most places or roads a file may have.
const MOST: usize = 50_000_000;

/// Reads `locations.csv`.
pub(crate) fn locations(files: &Files) -> Result<Vec<Location>> {
    let table = Table::read(files, "locations.csv", "the places, one a line; add it")?;
    let header: Vec<String> = table.header.as_ref().map(|h| h.cells.clone()).unwrap_or_default();
    let mut seen = BTreeMap::new();
    let mut places: Vec<Location> = Vec::with_capacity(table.rows.len().min(MOST));
    for row in &table.rows {
        let name = table.need(row, 0, "name")?.to_owned();
        if let Some(line) = seen.insert(same_name(&name), row.line) {
            return Err(table.bad(
                row,
                "name",
                format!("`{name}` is on line {line} already; keep one"),
            ));
        }
        let text = table.need(row, 5, "location_type")?;
        let kind = Kind::parse(text).ok_or_else(|| {
            let known = "conflict_zone, town, camp, idpcamp, marker, forwarding_hub, flood_zone";
            table.bad(row, "location_type", format!("`{text}` is none of {known}"))
        })?;
        let size = table.number(row, 7, "population", 0.0, Some(0.0))?;
        let day = table.number(row, 6, "conflict_date", f64::NEG_INFINITY, Some(-1.0))?;
        // Days are whole and small; a fraction is cut, a negative day says there is none.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let conflict_day = (kind == Kind::Conflict && day >= 0.0).then_some(day as u32);
        let country = row.get(2).unwrap_or_default().to_owned();
        let (mut attributes, mut labels) = (BTreeMap::new(), BTreeMap::new());
        for (column, key) in header.iter().enumerate().skip(8).filter(|(_, k)| !k.is_empty()) {
            let Some(cell) = row.get(column) else { continue };
            match cell.parse::<f64>() {
                Ok(value) if value.is_finite() => {
                    attributes.insert(key.clone(), value);
                }
                Ok(_) => {
                    return Err(table.bad(row, key, format!("`{cell}` is not a finite number; correct it")));
                }
                Err(_) => {
                    labels.insert(key.clone(), cell.to_owned());
                }
            }
        }
        places.push(Location {
            foreign: places.first().is_some_and(|home| home.country != country),
            name,
            region: row.get(1).unwrap_or_default().to_owned(),
            country,
            latitude: table.number(row, 3, "latitude", f64::NEG_INFINITY, Some(0.0))?,
            longitude: table.number(row, 4, "longitude", f64::NEG_INFINITY, Some(0.0))?,
            kind,
            conflict_day,
            population: if kind.is_camp() { 0.0 } else { size },
            capacity: if kind.is_camp() { size } else { 0.0 },
            attributes,
            labels,
        });
    }
    if places.is_empty() || places.len() > MOST {
        return Err(Error::bad(
            "locations.csv",
            0,
            "",
            format!("{} places; 1 to {MOST} are expected", places.len()),
        ));
    }
    Ok(places)
}

/// Reads `routes.csv`: each line is a road in both directions. A second road between two places counts like any other,
/// as in the original, and is noted.
pub(crate) fn links(files: &Files, names: &Names, notes: &mut Vec<String>) -> Result<Vec<Link>> {
    let table = Table::read(files, "routes.csv", "the roads, one a line; add it")?;
    let column = |key: &str| {
        let header = table.header.as_ref()?;
        header.cells.iter().position(|c| c == key)
    };
    let (speed, crossing) = (column("max_move_speed"), column("crossing"));
    let mut seen = std::collections::BTreeSet::new();
    let (mut twice, mut line) = (0_usize, u64::MAX);
    let mut links = Vec::with_capacity(2 * table.rows.len().min(MOST));
    for row in &table.rows {
        let end = |index: usize, key: &str| -> Result<u32> {
            let name = table.need(row, index, key)?;
            names.get(name).ok_or_else(|| {
                table.bad(
                    row,
                    key,
                    format!("`{name}` is not in locations.csv; {}", names.nearest(name)),
                )
            })
        };
        let (a, b) = (end(0, "name1")?, end(1, "name2")?);
        if a == b {
            return Err(table.bad(
                row,
                "name2",
                "a road has to lead to another place; take the line out",
            ));
        }
        if !seen.insert((a.min(b), a.max(b))) {
            twice += 1;
            line = line.min(row.line);
        }
        let distance = table.number(row, 2, "distance", 0.0, None)?;
        let forced = table.whole(row, 3, "forced_redirection", Some(0))?;
        if !(0..=2).contains(&forced) {
            return Err(table.bad(
                row,
                "forced_redirection",
                "0 (none), 1 (to name1) or 2 (to name2) is expected",
            ));
        }
        let own = match speed.filter(|c| row.get(*c).is_some()) {
            Some(c) => Some(table.number(row, c, "max_move_speed", 1e-3, None)?),
            None => None,
        };
        let crossing = match crossing {
            Some(c) => table.number(row, c, "crossing", 0.0, Some(0.0))? > 0.0,
            None => false,
        };
        let road = |from, to, forced| Link {
            from,
            to,
            distance,
            forced,
            speed: own,
            crossing,
        };
        links.push(road(a, b, forced == 2));
        links.push(road(b, a, forced == 1));
    }
    if twice > 0 {
        notes.push(format!(
            "routes.csv:{line}: {twice} roads join two places that an earlier line joins already (this is the first); each is one more choice"
        ));
    }
    Ok(links)
}
