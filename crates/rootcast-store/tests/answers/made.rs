//! Releases made for a test: a few months of two borders and three origins, published when the test says.

use std::{collections::BTreeSet, sync::Arc};

use arrow::array::RecordBatch;
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use rootcast_core::{
    period::Period,
    release::{Precision, Release},
    value::Missing,
};
use rootcast_store::{
    columns::{arrays, properties, schema},
    cut::{Cut, CutFacet},
    manifest::Absent,
    observation::{Batch, LabelColumn, Status},
    record::{DateBasis, FORMAT, Record},
    shelf::EmbeddedRelease,
    store::Store,
};

pub const BORDERS: [&str; 2] = ["northern", "southwest"];
pub const ORIGINS: [&str; 3] = ["GTM", "HND", "MEX"];

/// A cell: border, origin, month of 2023 (1 to 12), what stands there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub border: usize,
    pub origin: usize,
    pub month: i8,
    pub value: f64,
    pub status: Status,
}

pub fn cell(border: usize, origin: usize, month: i8, value: f64) -> Cell {
    Cell {
        border,
        origin,
        month,
        value,
        status: Status::Number,
    }
}

/// A release to be made.
#[derive(Clone, Debug)]
pub struct Made {
    pub source: &'static str,
    pub published: Date,
    pub precision: Precision,
    pub cells: Vec<Cell>,
    pub absent: Absent,
    pub rounding: Option<f64>,
    pub measure: &'static str,
}

impl Made {
    pub fn new(source: &'static str, published: &str, cells: Vec<Cell>) -> Self {
        Self {
            source,
            published: published.parse().unwrap(),
            precision: Precision::Day,
            cells,
            absent: Absent::Zero,
            rounding: None,
            measure: "encounters",
        }
    }

    pub fn effective(&self) -> Date {
        self.precision.effective(self.published)
    }

    /// The months that have cells.
    pub fn months(&self) -> BTreeSet<i8> {
        self.cells.iter().map(|c| c.month).collect()
    }

    fn cut(&self) -> Cut {
        let facet = |id: &str, values: &[&str]| CutFacet {
            id: id.to_owned(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            complete: true,
            overlapping: false,
            constant: false,
        };
        Cut {
            table: "main".to_owned(),
            measure: self.measure.to_owned(),
            facets: vec![
                facet("origin", &ORIGINS),
                facet("border", &["northern", "other", "southwest"]),
            ],
            periods: self.months().iter().map(|m| month(*m).to_string()).collect(),
            observations: self.cells.len() as u64,
            absent: self.absent,
            rounding: self.rounding,
            limits: Vec::new(),
        }
    }

    fn labels(&self) -> Vec<LabelColumn> {
        let column = |name: &str, words: &[&str], id: &dyn Fn(&Cell) -> u32| LabelColumn {
            name: name.to_owned(),
            dictionary: words.iter().map(|w| (*w).to_owned()).collect(),
            ids: self.cells.iter().map(id).collect(),
        };
        vec![
            column("table", &["main"], &|_| 0),
            column("measure", &[self.measure], &|_| 0),
            column("origin", &ORIGINS, &|c| c.origin as u32),
            column("border", &BORDERS, &|c| c.border as u32),
        ]
    }

    /// The release as the binary would hold it. `number` keeps identifiers apart.
    pub fn embed(&self, number: usize) -> EmbeddedRelease {
        let sha256 = format!("{number:08x}{:056x}", 0);
        let id = Release::id_of(self.published, &sha256);
        let days = |d: Date| (d - Date::constant(1970, 1, 1)).get_days();
        let batch = Batch {
            labels: self.labels(),
            start: self
                .cells
                .iter()
                .map(|c| days(month(c.month).span().start))
                .collect(),
            end: self
                .cells
                .iter()
                .map(|c| days(month(c.month).span().end))
                .collect(),
            value: self.cells.iter().map(|c| c.value).collect(),
            status: self
                .cells
                .iter()
                .enumerate()
                .filter(|(_, c)| c.status != Status::Number)
                .map(|(i, c)| (i as u32, c.status))
                .collect(),
            row: (2..).take(self.cells.len()).collect(),
            cell: LabelColumn::default(),
        };
        let schema = schema(&["origin".to_owned(), "border".to_owned()]);
        let columns = arrays(self.source, &id, batch).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties())).unwrap();
        let whole = RecordBatch::try_new(schema, columns).unwrap();
        // Two row groups where there is enough for two.
        let half = whole.num_rows() / 2;
        for part in [whole.slice(0, half), whole.slice(half, whole.num_rows() - half)] {
            writer.write(&part).unwrap();
            writer.flush().unwrap();
        }
        let record = Record {
            format: FORMAT,
            release: Release {
                id,
                source: self.source.to_owned(),
                publisher: "A publisher".to_owned(),
                title: "A title".to_owned(),
                published: self.published,
                precision: self.precision,
                effective: self.effective(),
                licence: "public domain".to_owned(),
                file: "file.csv".to_owned(),
                sha256,
                bytes: 1,
            },
            date_basis: DateBasis::Given,
            rows: self.cells.len() as u64,
            cells: self.cells.len() as u64,
            observations: self.cells.len() as u64,
            rejected: 0,
            skipped: std::collections::BTreeMap::default(),
            notes: Vec::new(),
            observations_sha256: String::new(),
            retabulated: false,
            cuts: vec![self.cut()],
        };
        EmbeddedRelease {
            record: serde_json::to_vec(&record).unwrap().leak(),
            observations: writer.into_inner().unwrap().leak(),
        }
    }
}

/// A month of 2023.
pub fn month(month: i8) -> Period {
    Period::Month { year: 2023, month }
}

/// What the publisher prints where it withholds.
pub fn suppressed(border: usize, origin: usize, month: i8) -> Cell {
    Cell {
        status: Status::Missing(Missing::Suppressed),
        value: f64::NAN,
        ..cell(border, origin, month, 0.0)
    }
}

/// A store of these releases, in this order.
pub fn store(made: &[Made]) -> Store {
    let inside: Vec<EmbeddedRelease> = made.iter().enumerate().map(|(i, m)| m.embed(i)).collect();
    Store::open(None, &inside).unwrap()
}
