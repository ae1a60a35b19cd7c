//! The manifests that ship inside the binary: every file of `sources/`.

use std::sync::OnceLock;

use super::Manifest;

const FILES: &[(&str, &str)] = &[
    (
        "bls-jolts.toml",
        include_str!("../../../../sources/bls-jolts.toml"),
    ),
    (
        "bls-payrolls.toml",
        include_str!("../../../../sources/bls-payrolls.toml"),
    ),
    (
        "bls-unemployment.toml",
        include_str!("../../../../sources/bls-unemployment.toml"),
    ),
    (
        "cbp-nationwide-aor.toml",
        include_str!("../../../../sources/cbp-nationwide-aor.toml"),
    ),
    (
        "cbp-nationwide-state.toml",
        include_str!("../../../../sources/cbp-nationwide-state.toml"),
    ),
    (
        "cbp-southwest.toml",
        include_str!("../../../../sources/cbp-southwest.toml"),
    ),
    ("fed-h10.toml", include_str!("../../../../sources/fed-h10.toml")),
    (
        "ice-removals.toml",
        include_str!("../../../../sources/ice-removals.toml"),
    ),
    (
        "ohss-khsm-usbp.toml",
        include_str!("../../../../sources/ohss-khsm-usbp.toml"),
    ),
    (
        "ucdp-country-year.toml",
        include_str!("../../../../sources/ucdp-country-year.toml"),
    ),
    (
        "unhcr-asylum-applications.toml",
        include_str!("../../../../sources/unhcr-asylum-applications.toml"),
    ),
    (
        "unhcr-asylum-decisions.toml",
        include_str!("../../../../sources/unhcr-asylum-decisions.toml"),
    ),
    (
        "unhcr-countries.toml",
        include_str!("../../../../sources/unhcr-countries.toml"),
    ),
    (
        "unhcr-population.toml",
        include_str!("../../../../sources/unhcr-population.toml"),
    ),
    (
        "usbp-sector-monthly.toml",
        include_str!("../../../../sources/usbp-sector-monthly.toml"),
    ),
    (
        "worldbank-tidy.toml",
        include_str!("../../../../sources/worldbank-tidy.toml"),
    ),
    (
        "worldbank-wdi.toml",
        include_str!("../../../../sources/worldbank-wdi.toml"),
    ),
    (
        "worldbank-wgi.toml",
        include_str!("../../../../sources/worldbank-wgi.toml"),
    ),
];

/// The manifests that ship inside the binary, sorted by identifier. A test reads every one of them strictly.
pub fn built_in() -> &'static [Manifest] {
    static ALL: OnceLock<Vec<Manifest>> = OnceLock::new();
    ALL.get_or_init(|| {
        FILES
            .iter()
            .filter_map(|(name, text)| Manifest::parse(text, name).ok())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manifest_reads() {
        for (name, text) in FILES {
            match Manifest::parse(text, name) {
                Ok(m) => assert_eq!(format!("{}.toml", m.id), *name),
                Err(e) => panic!("{e}"),
            }
        }
        assert_eq!(built_in().len(), FILES.len());
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let on_disk = std::fs::read_dir(root.join("sources")).unwrap().count();
        assert_eq!(on_disk, FILES.len(), "a manifest of sources/ is not in the list");
        for m in built_in() {
            let page = root.join(format!("docs/sources/{}.md", m.id));
            assert!(page.is_file(), "{} is missing", page.display());
        }
        assert!(built_in().windows(2).all(|w| w[0].id < w[1].id));
    }
}
