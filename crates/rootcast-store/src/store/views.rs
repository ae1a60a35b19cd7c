//! SQL views for those who prefer DuckDB: the store's Parquet files with the as-of rule as a table macro.
//!
//! The macro applies the rule to every source, table, measure and published period on its own. What it does not do is
//! what a reading does beyond: choose between sources and tables, refuse sums that have no meaning, and tell an
//! absent combination that means zero from one that means nothing.

use std::path::Path;

/// DuckDB statements that make the store in folder `root` readable: views of releases and observations, and
/// `rootcast_as_of(day)`, the observations as known on a day.
///
/// ```
/// let sql = rootcast_store::store::views::sql(std::path::Path::new("/data/store"));
/// assert!(sql.contains("MACRO rootcast_as_of"));
/// ```
pub fn sql(root: &Path) -> String {
    TEMPLATE.replace("{folder}", &pattern(root))
}

/// The folder inside a glob pattern inside a string of SQL.
fn pattern(root: &Path) -> String {
    let mut out = String::new();
    for c in root.display().to_string().chars() {
        match c {
            '\'' => out.push_str("''"),
            '*' | '?' | '[' => out.extend(['[', c, ']']),
            _ => out.push(c),
        }
    }
    out
}

const TEMPLATE: &str = r#"-- The releases of a Rootcast store, and its observations as known on a day. For DuckDB 1.0 and later.

CREATE OR REPLACE VIEW rootcast_releases AS
SELECT release.source AS source,
       release.id AS release,
       release.publisher AS publisher,
       release.title AS title,
       CAST(release.published AS DATE) AS published,
       release."precision" AS "precision",
       CAST(release.effective AS DATE) AS effective,
       release.licence AS licence,
       release.file AS file,
       release.sha256 AS sha256
FROM read_json('{folder}/releases/*/*/release.json',
     format = 'auto',
     columns = {release: 'STRUCT(id VARCHAR, source VARCHAR, publisher VARCHAR, title VARCHAR, published VARCHAR, "precision" VARCHAR, effective VARCHAR, licence VARCHAR, file VARCHAR, sha256 VARCHAR)'});

CREATE OR REPLACE VIEW rootcast_observations AS
SELECT *
FROM read_parquet('{folder}/releases/*/*/observations.parquet', union_by_name = true);

-- For each source, table, measure and published period: the cells of the latest release that counts as known on the
-- day and covers the period, and those alone. A cell that the publisher withdrew is gone.
CREATE OR REPLACE MACRO rootcast_as_of(day) AS TABLE
WITH covered AS (
    SELECT DISTINCT source, release, "table", measure, "start", "end"
    FROM rootcast_observations
),
latest AS (
    SELECT c.*
    FROM covered c
    JOIN rootcast_releases r ON r.source = c.source AND r.release = c.release
    WHERE r.effective <= CAST(day AS DATE)
    QUALIFY row_number() OVER (
        PARTITION BY c.source, c."table", c.measure, c."start", c."end"
        ORDER BY r.effective DESC, r.published DESC, r.release DESC
    ) = 1
)
SELECT o.*
FROM rootcast_observations o
JOIN latest l USING (source, release, "table", measure, "start", "end");

-- For example:
-- SELECT sum(value) FROM rootcast_as_of('2023-12-31')
-- WHERE source = 'cbp-nationwide-state' AND border = 'southwest' AND "start" = DATE '2023-10-01';
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_odd_characters_stays_one_string() {
        let sql = sql(Path::new("/data/it's [here]"));
        assert!(
            sql.contains("'/data/it''s [[]here]/releases/*/*/release.json'"),
            "{sql}"
        );
    }
}
