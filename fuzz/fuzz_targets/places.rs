//! A set of places that parses prints as codes that parse to the same set; folding a name twice changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rootcast_core::place::{Place, PlaceSet, fold};

fuzz_target!(|text: &str| {
    if let Ok(set) = PlaceSet::parse(text) {
        assert_eq!(PlaceSet::parse(&set.to_string()), Ok(set));
    }
    let folded = fold(text);
    assert_eq!(fold(&folded), folded);
    if let Ok(place) = Place::from_name(text) {
        assert_eq!(Place::from_name(&folded), Ok(place));
        assert_eq!(place.code().parse(), Ok(place));
    }
});
