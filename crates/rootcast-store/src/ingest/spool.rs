//! The figures of a release on their way to disk.
//!
//! Every row names its release, and a release is named by the hash of the whole file. So row groups are spooled without
//! their naming columns, and once the file is read they are spliced, still encoded, into `observations.parquet`.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::PathBuf,
    sync::Arc,
};

use arrow::datatypes::{Schema, SchemaRef};
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory},
    },
    column::writer::ColumnCloseResult,
    file::{metadata::ParquetMetaData, writer::SerializedFileWriter},
};

use crate::{
    columns::{NAMING, RowGroup, naming, properties, schema},
    error::StoreError,
    shelf::{Draft, OBSERVATIONS},
};

const BUFFER: usize = 1 << 20;

/// Row groups being spooled.
pub(crate) struct Spool {
    path: PathBuf,
    whole: SchemaRef,
    writer: SerializedFileWriter<BufWriter<File>>,
}

impl Spool {
    /// An empty spool in the draft's folder, and what encodes row groups for it.
    pub(crate) fn begin(draft: &Draft, facets: &[String]) -> Result<(Self, Encoding), StoreError> {
        let whole = schema(facets);
        let part: SchemaRef = Arc::new(Schema::new(whole.fields()[NAMING..].to_vec()));
        let path = draft.folder().join("spool");
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(StoreError::io("cannot create", &path))?;
        let buffered = BufWriter::with_capacity(BUFFER, file);
        let (writer, factory) =
            ArrowWriter::try_new(buffered, part.clone(), Some(properties()))?.into_serialized_writer()?;
        let encoding = Encoding {
            schema: part,
            factory,
        };
        Ok((Self { path, whole, writer }, encoding))
    }

    /// Adds a row group.
    pub(crate) fn add(&mut self, columns: Vec<ArrowColumnChunk>) -> Result<(), StoreError> {
        if columns.is_empty() {
            return Ok(());
        }
        let path = &self.path;
        let mut group = self.writer.next_row_group()?;
        for column in columns {
            column
                .append_to_row_group(&mut group)
                .map_err(|e| writing(e, path))?;
        }
        group.close().map_err(|e| writing(e, path))?;
        Ok(())
    }

    /// Ends the spool; nothing can be added any more.
    pub(crate) fn finish(mut self) -> Result<Spooled, StoreError> {
        let metadata = self.writer.finish().map_err(|e| writing(e, &self.path))?;
        let file = File::open(&self.path).map_err(StoreError::io("cannot open", &self.path))?;
        Ok(Spooled {
            path: self.path,
            whole: self.whole,
            file,
            metadata,
        })
    }
}

/// How row groups of a spool are encoded; shared by any number of threads.
pub(crate) struct Encoding {
    schema: SchemaRef,
    factory: ArrowRowGroupWriterFactory,
}

impl Encoding {
    /// A new row group.
    pub(crate) fn row_group(&self) -> Result<RowGroup, StoreError> {
        RowGroup::begin(&self.schema, &self.factory)
    }
}

/// All row groups of a file, without their naming columns.
pub(crate) struct Spooled {
    path: PathBuf,
    whole: SchemaRef,
    /// The spool, a Parquet file.
    pub(crate) file: File,
    metadata: ParquetMetaData,
}

impl Spooled {
    /// Writes `observations.parquet`, makes it durable and returns its SHA-256.
    pub(crate) fn splice(self, draft: &Draft, source: &str, release: &str) -> Result<String, StoreError> {
        let out = draft.create(OBSERVATIONS)?;
        let path = out.path().to_owned();
        let (mut writer, _) =
            ArrowWriter::try_new(out, self.whole.clone(), Some(properties()))?.into_serialized_writer()?;
        let names: SchemaRef = Arc::new(Schema::new(self.whole.fields()[..NAMING].to_vec()));
        // Encodes the naming columns alone: a writer of its own, whose file is never used.
        let (_, factory) = ArrowWriter::try_new(std::io::sink(), names.clone(), Some(properties()))?
            .into_serialized_writer()?;
        for from in self.metadata.row_groups() {
            let rows = usize::try_from(from.num_rows()).unwrap_or_default();
            let mut naming_columns = RowGroup::begin(&names, &factory)?;
            naming_columns.add(&naming(source, release, rows))?;
            let mut group = writer.next_row_group()?;
            for column in naming_columns.finish()? {
                column
                    .append_to_row_group(&mut group)
                    .map_err(|e| writing(e, &path))?;
            }
            for column in from.columns() {
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
                    rows_written: rows as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                group
                    .append_column(&self.file, close)
                    .map_err(|e| writing(e, &path))?;
            }
            group.close().map_err(|e| writing(e, &path))?;
        }
        let hash = writer.into_inner().map_err(|e| writing(e, &path))?.finish()?;
        fs::remove_file(&self.path).map_err(StoreError::io("cannot remove", &self.path))?;
        Ok(hash)
    }
}

/// An error of the Parquet writer, which hides what the disk said.
fn writing(error: parquet::errors::ParquetError, path: &std::path::Path) -> StoreError {
    if let parquet::errors::ParquetError::External(inner) = error {
        return match inner.downcast::<std::io::Error>() {
            Ok(io) => StoreError::io("cannot write", path)(*io),
            Err(other) => StoreError::Columns(other.to_string()),
        };
    }
    StoreError::Columns(error.to_string())
}
