//! A ledger as a file of IATI 2.03.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use jiff::civil::Date;
use rootcast_core::place::PlaceSet;

use super::{
    build::Build,
    choice,
    loss::Loss,
    statement::{result, transaction},
};
use crate::ledger::{Activity, ActivityKind, Ledger, Statement};

/// Who reports: IATI wants one organisation to answer for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reporter {
    /// Its identifier in IATI: `XX-REG-1234`.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// Codelist `OrganisationType`, such as 22 for a national organisation of civil society.
    pub kind: String,
    /// Whether it reports what others do.
    pub secondary: bool,
}

/// Why a ledger cannot be written. Caused by what is asked, or by the disk.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No identifier of an organisation.
    #[error(
        "`{text}` is no identifier of an organisation: IATI wants a register's code, a hyphen and the number there, as in XM-DAC-41114, of letters, digits, hyphens and points"
    )]
    Reference {
        /// What was given.
        text: String,
    },
    /// A field that must say something.
    #[error("the reporting organisation needs a {0}: IATI requires it")]
    Reporter(&'static str),
    /// A file without activities is not valid.
    #[error("there is no activity to export: IATI requires one at least")]
    Empty,
    /// The disk or the pipe.
    #[error("cannot write: {0}; free some space, or write elsewhere")]
    Write(#[from] io::Error),
}

/// Writes what is known of a ledger on a day as a valid file of IATI 2.03, and says what IATI cannot hold.
///
/// Activities and statements get identifiers under the reporter's ([`identifier`]). Money becomes transactions that
/// never add up to more than was stated (see the module's choice); results become indicators of one period each. The
/// wording of a figure, who said it, when and where, stand in the description.
pub fn write(ledger: &Ledger, by: &Reporter, as_of: Date, mut into: impl Write) -> Result<Loss, ExportError> {
    by.check()?;
    if ledger.activities.is_empty() {
        return Err(ExportError::Empty);
    }
    let mut loss = Loss::default();
    let mut statements: BTreeMap<&str, Vec<&Statement>> = BTreeMap::new();
    for s in ledger.statements.values() {
        if s.known_from() <= as_of {
            statements.entry(s.activity.as_str()).or_default().push(s);
        } else {
            loss.lose("statement", &s.id, "", format!("it was not known on {as_of}"));
        }
    }
    for d in ledger.documents.values() {
        let why = "IATI links to documents by address, which the ledger does not hold; the title stands in descriptions";
        loss.lose("document", &d.id, "", why);
    }
    for e in ledger.events.values() {
        loss.lose("event", &e.id, "", "IATI has no events");
    }
    into.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let generated = format!("{as_of}T00:00:00Z");
    let mut file = Build::default();
    file.open(
        "iati-activities",
        &[("version", "2.03"), ("generated-datetime", &generated)],
    );
    for a in ledger.activities.values() {
        let stated = statements.remove(a.id.as_str()).unwrap_or_default();
        let one = Exported {
            ledger,
            by,
            as_of,
            activity: a,
        };
        one.write(&stated, &mut file, &mut loss);
        into.write_all(std::mem::take(&mut file.out).as_bytes())?;
    }
    file.close("iati-activities");
    into.write_all(file.out.as_bytes())?;
    into.flush()?;
    loss.sort();
    Ok(loss)
}

/// The identifier of an activity in the file: a slug of our own gets the reporter's before it, an identifier that came
/// from IATI stays.
pub fn identifier(id: &str, by: &Reporter) -> String {
    let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(own) {
        format!("{}-{id}", by.reference)
    } else {
        id.to_owned()
    }
}

impl Reporter {
    fn check(&self) -> Result<(), ExportError> {
        let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if !is_reference(&self.reference) || !self.reference.chars().all(legal) {
            return Err(ExportError::Reference {
                text: self.reference.clone(),
            });
        }
        for (value, field) in [(&self.name, "name"), (&self.kind, "type")] {
            if value.trim().is_empty() {
                return Err(ExportError::Reporter(field));
            }
        }
        Ok(())
    }
}

/// Whether a text is an identifier of an organisation rather than a name.
pub(super) fn is_reference(text: &str) -> bool {
    text.split_once('-').is_some_and(|(register, number)| {
        register.len() >= 2
            && !number.is_empty()
            && register
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && !text.contains(char::is_whitespace)
    })
}

/// One activity on its way out.
pub(super) struct Exported<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) by: &'l Reporter,
    as_of: Date,
    pub(super) activity: &'l Activity,
}

impl Exported<'_> {
    fn write(&self, stated: &[&Statement], file: &mut Build, loss: &mut Loss) {
        let (a, by) = (self.activity, self.by);
        let (of_money, results): (Vec<&Statement>, Vec<&Statement>) =
            stated.iter().partition(|s| s.stage.measure().is_some());
        let money = choice::money(self.ledger, &a.id, &of_money, self.as_of, loss);
        let said = money.iter().chain(&results).map(|s| s.said_on).max();
        let updated = said.unwrap_or(self.as_of);
        let children: Vec<&Activity> = (self.ledger.activities.values())
            .filter(|c| c.part_of.contains(&a.id))
            .collect();
        let hierarchy = match a.kind {
            ActivityKind::Programme => "1",
            ActivityKind::Contribution => "2",
            ActivityKind::Project => "3",
        };
        file.open(
            "iati-activity",
            &[
                ("xml:lang", "en"),
                ("last-updated-datetime", &format!("{updated}T00:00:00Z")),
                ("hierarchy", hierarchy),
            ],
        );
        file.leaf("iati-identifier", &[], &identifier(&a.id, by));
        let secondary = if by.secondary { "1" } else { "0" };
        file.told(
            "reporting-org",
            &[
                ("ref", &by.reference),
                ("type", &by.kind),
                ("secondary-reporter", secondary),
            ],
            &by.name,
        );
        self.texts(file, loss);
        self.dates(stated, file, loss);
        self.places(file, loss);
        file.empty("sector", &[("vocabulary", "1"), ("code", "99810")]);
        loss.add("sector: none is in the ledger; 99810 (sectors not specified) stands in the file");
        for s in &money {
            transaction(self, s, updated, file, loss);
        }
        for parent in &a.part_of {
            file.empty(
                "related-activity",
                &[("ref", &identifier(parent, by)), ("type", "1")],
            );
        }
        for child in &children {
            file.empty(
                "related-activity",
                &[("ref", &identifier(&child.id, by)), ("type", "2")],
            );
        }
        for s in &results {
            result(self, s, updated, file, loss);
        }
        file.close("iati-activity");
        if (a.kind == ActivityKind::Programme) == children.is_empty() || a.kind == ActivityKind::Contribution
        {
            let why = "IATI has levels of a hierarchy; whether it is a programme, a contribution or a project is not read from them";
            loss.lose("activity", &a.id, "kind", why);
        }
        if !a.counted_in.is_empty() {
            let why = "IATI relates activities, and not which figures count which";
            loss.lose("activity", &a.id, "counted-in", why);
        }
    }

    fn texts(&self, file: &mut Build, loss: &mut Loss) {
        let a = self.activity;
        let mut needed = |value: &str, field: &'static str, instead: &str| -> String {
            if value.trim().is_empty() {
                let why = format!("IATI requires one; `{instead}` stands in the file");
                loss.lose("activity", &a.id, field, why);
                instead.to_owned()
            } else {
                value.to_owned()
            }
        };
        let title = needed(&a.title, "title", &a.id);
        let about = needed(&a.about, "about", &title);
        file.told("title", &[], &title);
        file.told("description", &[("type", "1")], &about);
        // Role 4 is implementing; IATI has no role for `does or funds`.
        let role = [("role", "4")];
        for name in &a.organisations {
            file.told("participating-org", &role, name);
        }
        if a.organisations.is_empty() {
            file.told("participating-org", &role, "not stated");
            let why = "IATI requires one; `not stated` stands in the file";
            loss.lose("activity", &a.id, "organisations", why);
        } else {
            loss.add("participating-org/@role: the ledger does not tell roles; 4 (implementing) stands in the file");
        }
        file.empty("other-identifier", &[("ref", &a.id), ("type", "A1")]);
    }

    fn dates(&self, stated: &[&Statement], file: &mut Build, loss: &mut Loss) {
        file.empty("activity-status", &[("code", "2")]);
        loss.add("activity-status: none is in the ledger; 2 (implementation) stands in the file");
        let first = stated.iter().map(|s| s.said_on).min().unwrap_or(self.as_of);
        file.told(
            "activity-date",
            &[("type", "1"), ("iso-date", &first.to_string())],
            "Not stated; the first day of which the ledger holds a statement.",
        );
        loss.add("activity-date: the ledger does not say when an activity starts; the day of the first statement stands in the file as planned start, and says so");
    }

    fn places(&self, file: &mut Build, loss: &mut Loss) {
        let a = self.activity;
        let set = if a.places.trim().is_empty() {
            None
        } else {
            PlaceSet::parse(&a.places).ok()
        };
        let codes: Vec<&str> = set
            .iter()
            .flat_map(PlaceSet::iter)
            .filter_map(|p| p.alpha2())
            .collect();
        let back: Vec<&str> = set
            .iter()
            .flat_map(PlaceSet::iter)
            .filter(|p| p.alpha2().is_some())
            .map(|p| p.code())
            .collect();
        if back.join("+") != a.places {
            let why = "places are written as the countries of ISO 3166 they stand for";
            loss.lose("activity", &a.id, "places", why);
        }
        if let [one] = codes.as_slice() {
            file.empty("recipient-country", &[("code", one), ("percentage", "100")]);
            return;
        }
        // Region 998 of vocabulary 1 is developing countries, unspecified.
        file.empty(
            "recipient-region",
            &[("code", "998"), ("vocabulary", "1"), ("percentage", "100")],
        );
        loss.add("recipient-region: IATI wants the share of each country, which is not stated; 998 (developing countries, unspecified) stands in the file for all, and each country as a location");
        for code in codes {
            file.open("location", &[]);
            file.empty("location-id", &[("vocabulary", "A4"), ("code", code)]);
            file.close("location");
        }
    }
}
