//! A reading that parses prints as a text that parses to the same reading.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_core::reading::Reading;

fuzz_target!(|text: &str| {
    for text in [text.to_owned(), format!("encounters {text}")] {
        if let Ok(reading) = text.parse::<Reading>() {
            let printed = reading.to_string();
            assert_eq!(printed.parse(), Ok(reading), "{text:?} printed as {printed:?}");
        }
    }
});
