//! Names of elements and attributes as what was expected.

use crate::iati::schema::table::Shape;

/// The children that may come next: those from the last one on, up to the first that must come.
pub(super) fn following(shape: &Shape, cursor: usize, seen: u64) -> impl Iterator<Item = &'static str> {
    let mut done = false;
    let slots = shape.slots.iter().enumerate().skip(cursor);
    slots
        .filter(move |(at, slot)| slot.count.many || seen >> at & 1 == 0)
        .take_while(move |(at, slot)| {
            let before = done;
            done = slot.count.least && seen >> at & 1 == 0;
            !before
        })
        .map(|(_, slot)| slot.name.text())
}

/// Names as a choice: `a`, `a or b`, `one of a, b, c`; nothing for none.
pub(super) fn one_of(names: impl Iterator<Item = &'static str>) -> Option<String> {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some((*name).to_owned()),
        [first, second] => Some(format!("{first} or {second}")),
        names => Some(format!("one of {}", names.join(", "))),
    }
}
