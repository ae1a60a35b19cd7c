//! A list that is emptied without giving anything up, so that what is added next is written over what was there.

use std::ops::{Deref, DerefMut};

/// Items that are in use, and after them items that were.
#[derive(Clone)]
pub(super) struct Slots<T> {
    items: Vec<T>,
    used: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            used: 0,
        }
    }
}

impl<T> Slots<T> {
    /// Empties the list.
    pub(super) fn clear(&mut self) {
        self.used = 0;
    }

    /// Where the next item is written, which is in use from now on; `None` when it has to be added.
    #[inline]
    pub(super) fn next(&mut self) -> Option<&mut T> {
        let slot = self.items.get_mut(self.used)?;
        self.used += 1;
        Some(slot)
    }

    /// Adds an item where [`Slots::next`] had no place for it.
    pub(super) fn add(&mut self, item: T) {
        self.items.truncate(self.used);
        self.items.push(item);
        self.used += 1;
    }

    pub(super) fn capacity(&self) -> usize {
        self.items.capacity()
    }

    /// The memory, for items of the same size.
    pub(super) fn recycled<U>(self) -> Slots<U> {
        // Nothing is left to convert, and the standard library collects in place.
        Slots {
            items: self.items.into_iter().map_while(|_| None).collect(),
            used: 0,
        }
    }
}

impl<T> Deref for Slots<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.items.get(..self.used).unwrap_or_default()
    }
}

impl<T> DerefMut for Slots<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.items.get_mut(..self.used).unwrap_or_default()
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Slots<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
