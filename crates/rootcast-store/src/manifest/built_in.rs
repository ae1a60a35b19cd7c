//! The manifests that ship inside the binary: every file of `sources/`.

use std::sync::OnceLock;

use super::Manifest;

const FILES: &[(&str, &str)] = &[
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
        assert!(built_in().windows(2).all(|w| w[0].id < w[1].id));
    }
}
