//! A manifest is read or refused, never worse; one that is read can be matched against a file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_store::{
    adapter::{Beginning, recognise},
    manifest::Manifest,
};

fuzz_target!(|text: &str| {
    if let Ok(manifest) = Manifest::parse(text, "fuzz.toml") {
        let head = b"Fiscal Year,Month,Citizenship,Encounter Count\n2023,OCT,HONDURAS,12\n";
        let _ = recognise(&[manifest], Beginning::Text(head), "figures.csv");
    }
});
