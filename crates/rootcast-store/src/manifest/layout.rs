//! The second half of a manifest: how files are recognised, and what each column means.
//!
//! One row engine reads every source, so a layout is data alone: columns with a [`Role`] each, and for a workbook the
//! sheets that must be there. A column's `name` may hold a placeholder (`{calendar-year}`, `{fiscal-year}`): it then
//! stands for every column whose header has a year in that place.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How the files of a source are laid out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Delimited text or a workbook.
    #[serde(default)]
    pub format: Format,
    /// What stands between two fields of delimited text.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// The largest number of lines or rows that may stand before the header.
    #[serde(default)]
    pub preamble: usize,
    /// The words before the publication date, where the preamble states it.
    #[serde(default)]
    pub stated: Option<String>,
    /// Rows of the header; the names of several rows are joined with a space, from the top.
    #[serde(default = "one")]
    pub header_rows: usize,
    /// Parts of file names that tell this source from others with the same columns.
    #[serde(default)]
    pub file_names: Vec<String>,
    /// What to do with a column that the layout does not know.
    #[serde(default)]
    pub extra_columns: ExtraColumns,
    /// Words that stand for an empty cell, such as `#N/A`.
    #[serde(default)]
    pub missing: Vec<String>,
    /// What an empty cell of a value column becomes.
    #[serde(default)]
    pub empty: Empty,
    /// The reason why no row of the file holds a figure, for code tables.
    #[serde(default)]
    pub no_figures: Option<String>,
    /// A fiscal year of a yearly sheet ends where the monthly sheets end.
    #[serde(default)]
    pub partial_year: bool,
    /// The columns.
    #[serde(default, rename = "column")]
    pub columns: Vec<Column>,
    /// The sheets of a workbook, all of which must be there.
    #[serde(default, rename = "sheet")]
    pub sheets: Vec<Sheet>,
}

fn comma() -> char {
    ','
}

fn one() -> usize {
    1
}

/// Delimited text or a workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Lines of fields.
    #[default]
    Text,
    /// A spreadsheet file.
    Workbook,
}

/// What to do with a column that the layout does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraColumns {
    /// The file is refused: the column may change what the figures mean.
    #[default]
    Refuse,
    /// The file is read and the column reported: every row is a disjoint part of the whole whatever else is said of it.
    Report,
}

/// What an empty cell of a value column becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Empty {
    /// A documented skip, `blank`.
    #[default]
    Blank,
    /// An observation that is missing because it was not published.
    NotPublished,
    /// A rejected row: the column always holds a figure.
    Reject,
}

/// One column of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the header; letter case and repeated spaces do not matter.
    pub name: String,
    /// Other names it has had.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether a file may lack it.
    #[serde(default)]
    pub optional: bool,
    /// What it is for.
    pub role: Role,
    /// The facet it fills, for [`Role::Facet`].
    #[serde(default)]
    pub facet: Option<String>,
    /// How text that no label lists is read.
    #[serde(default)]
    pub read: Read,
    /// Labels as published, with the value each stands for.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Labels as published whose value is their own slug.
    #[serde(default)]
    pub slugs: Vec<String>,
    /// Labels that make the whole row a documented skip, by reason.
    #[serde(default)]
    pub skip: BTreeMap<String, Vec<String>>,
    /// The measure of the figures, for [`Role::Value`].
    #[serde(default)]
    pub measure: Option<String>,
    /// Facet values of the figures, for [`Role::Value`].
    #[serde(default)]
    pub with: BTreeMap<String, String>,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Year of the United States fiscal calendar: `2024`, `FY2024`, `2024 (FYTD)`.
    FiscalYear,
    /// Calendar year.
    CalendarYear,
    /// Month: `OCT`, `October`, `10`, `01 October`.
    Month,
    /// The first day of a month, `2023-10-01`.
    MonthStart,
    /// A value of a facet.
    Facet,
    /// Which measure the figures of the row are of.
    Measure,
    /// Figures.
    Value,
    /// Figures that repeat the sum of others: a documented skip, `total`.
    Total,
    /// Checked against its labels and not kept: it must not decide anything.
    Check,
    /// Not read.
    Ignore,
}

/// How text that no label lists is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    /// It is rejected: labels are listed.
    #[default]
    Labels,
    /// As the name of a country.
    PlaceName,
    /// As an ISO 3166-1 alpha-3 code.
    PlaceCode,
}

/// One sheet of a workbook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The table its figures belong to.
    #[serde(default)]
    pub table: Option<String>,
    /// The measure of its figures, where no column says so.
    #[serde(default)]
    pub measure: Option<String>,
    /// The columns it must have; all that are not optional when empty.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The reason why it holds no figures.
    #[serde(default)]
    pub skip: Option<String>,
}

impl Column {
    /// Every name it may have.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}
