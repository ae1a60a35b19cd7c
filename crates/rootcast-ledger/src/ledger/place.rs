//! Places of activities and events, as codes, names and groups joined by `+`.

use rootcast_core::place::PlaceSet;

/// Whether a field names places; an empty one names none.
pub(super) fn places(field: &str, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    PlaceSet::parse(text)
        .map(|_| ())
        .map_err(|e| format!("{field}: {e}"))
}
