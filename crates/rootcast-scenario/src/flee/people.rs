//! Persons' attributes: `demographics_*.csv`, `agents.csv`, and the classes of persons that follow.

use super::{
    error::Result,
    geography::Names,
    table::{Files, Table},
};

/// The distribution of one attribute over those who flee.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Demographics {
    /// The attribute, in lower case.
    pub(crate) attribute: String,
    pub(crate) values: Vec<String>,
    /// Weight of each value where no place says otherwise.
    pub(crate) default: Vec<f64>,
    /// Weight of each value at a place.
    pub(crate) by_place: Vec<(u32, Vec<f64>)>,
}

impl Demographics {
    /// The weights at a place.
    pub(crate) fn at(&self, place: u32) -> &[f64] {
        self.by_place
            .iter()
            .find(|(p, _)| *p == place)
            .map_or(self.default.as_slice(), |(_, w)| w.as_slice())
    }
}

/// A person of `agents.csv`: where, and the value of each attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Person {
    pub(crate) place: u32,
    pub(crate) attributes: Vec<(String, String)>,
}

/// Reads every `demographics_*.csv`.
pub(crate) fn demographics(
    files: &Files,
    names: &Names,
    notes: &mut Vec<String>,
) -> Result<Vec<Demographics>> {
    let mut all = Vec::new();
    for file in files.keys() {
        let Some(attribute) = file
            .strip_prefix("demographics_")
            .and_then(|f| f.strip_suffix(".csv"))
        else {
            continue;
        };
        let Some(mut table) = Table::optional(files, file)? else {
            continue;
        };
        // The first line is the header, with or without the sign of a comment.
        let header = match table.header.take() {
            Some(header) => header,
            None if table.rows.is_empty() => continue,
            None => table.rows.remove(0),
        };
        let mut columns = Vec::new();
        for (i, name) in header
            .cells
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, n)| !n.is_empty())
        {
            if name.eq_ignore_ascii_case("default") {
                columns.push((i, None));
            } else if let Some(place) = names.get(name) {
                columns.push((i, Some(place)));
            } else {
                notes.push(format!(
                    "{file}: column `{name}` names no place and is left out; {}",
                    names.nearest(name)
                ));
            }
        }
        let mut found = Demographics {
            attribute: attribute.to_lowercase(),
            values: Vec::new(),
            default: Vec::new(),
            by_place: columns
                .iter()
                .filter_map(|(_, p)| p.map(|p| (p, Vec::new())))
                .collect(),
        };
        for row in &table.rows {
            found.values.push(table.need(row, 0, attribute)?.to_owned());
            let mut default = 0.0;
            for (column, place) in &columns {
                let name = header.cells.get(*column).map_or("", String::as_str);
                let weight = table.number(row, *column, name, 0.0, Some(0.0))?;
                match place {
                    None => default = weight,
                    Some(place) => {
                        if let Some((_, weights)) = found.by_place.iter_mut().find(|(p, _)| p == place) {
                            weights.push(weight);
                        }
                    }
                }
            }
            found.default.push(default);
        }
        if !found.values.is_empty() {
            all.push(found);
        }
    }
    Ok(all)
}

/// Reads `agents.csv`.
pub(crate) fn agents(files: &Files, names: &Names) -> Result<Vec<Person>> {
    let mut table = Table::read(files, "agents.csv", "the people the settings ask for; add it")?;
    let header = match table.header.take() {
        Some(header) => header,
        None if table.rows.is_empty() => return Ok(Vec::new()),
        None => table.rows.remove(0),
    };
    let keys: Vec<String> = header.cells.iter().map(|c| c.to_lowercase()).collect();
    let mut people = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let name = table.need(row, 0, "location name")?;
        let place = names.get(name).ok_or_else(|| {
            table.bad(
                row,
                "location name",
                format!("`{name}` is not in locations.csv; {}", names.nearest(name)),
            )
        })?;
        let attributes = keys
            .iter()
            .enumerate()
            .skip(1)
            .filter_map(|(i, key)| row.get(i).map(|v| (key.clone(), v.to_owned())))
            .collect();
        people.push(Person { place, attributes });
    }
    Ok(people)
}
