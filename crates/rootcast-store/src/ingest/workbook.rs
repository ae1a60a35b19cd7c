//! Reading a workbook: whole, in memory, one row group a sheet.

use std::io::Write;

use super::{
    IngestError, repeats,
    sink::{Part, Sink},
    spool::Encoding,
    text::{compressing, frame},
};
use crate::{adapter::WorkbookPlan, columns::figures};

/// Reads every sheet into the sink; `bytes` are the workbook's own.
pub(super) fn read(
    plan: &WorkbookPlan,
    bytes: &[u8],
    encoding: &Encoding,
    sink: &mut Sink,
) -> Result<(), IngestError> {
    let mut original = frame()?;
    original.write_all(bytes).map_err(|e| compressing(&e))?;
    let original = Part {
        frame: original.finish().map_err(|e| compressing(&e))?,
        ..Part::default()
    };
    sink.put(0, Ok(original));
    for (index, mut parsed) in (1..).zip(plan.read()) {
        let mut part = Part::default();
        part.account.take(&mut parsed);
        part.cuts.add(&parsed.batch);
        repeats::keys(&parsed.batch, &mut part.keys);
        let mut group = encoding.row_group()?;
        group.add(&figures(parsed.batch)?)?;
        part.columns = group.finish()?;
        sink.put(index, Ok(part));
    }
    Ok(())
}
