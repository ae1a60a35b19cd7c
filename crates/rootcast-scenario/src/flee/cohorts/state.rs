//! What people of one cohort have in common, and lists of cohorts.

/// What people of one cohort have in common: where they are (a place, or a path on the road), and how they came there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) at: u32,
    pub(super) class: u32,
    /// Kilometres on the road.
    pub(super) travelled: u32,
    /// Which road of the path.
    pub(super) hop: u8,
    pub(super) on_foot: bool,
    /// Mean way of the last days, in steps.
    pub(super) recent: u8,
}

impl State {
    /// A number that is equal for equal states; the order of cohorts.
    fn key(self) -> u128 {
        u128::from(self.at) << 88
            | u128::from(self.class) << 56
            | u128::from(self.travelled) << 24
            | u128::from(self.hop) << 16
            | u128::from(self.on_foot) << 8
            | u128::from(self.recent)
    }

    /// The state of a number.
    fn of(key: u128) -> Self {
        // Each field is cut from its own bits.
        #[allow(clippy::cast_possible_truncation)]
        Self {
            at: (key >> 88) as u32,
            class: (key >> 56) as u32,
            travelled: (key >> 24) as u32,
            hop: (key >> 16) as u8,
            on_foot: (key >> 8) & 1 == 1,
            recent: key as u8,
        }
    }
}

/// Cohorts and their sizes.
#[derive(Clone, Debug, Default)]
pub(super) struct List(Vec<(u128, u64)>);

impl List {
    pub(super) fn push(&mut self, state: State, agents: u64) {
        self.0.push((state.key(), agents));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (State, u64)> + '_ {
        self.0.iter().map(|(key, agents)| (State::of(*key), *agents))
    }

    /// Takes the cohorts out, the list keeps its memory.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (State, u64)> + '_ {
        self.0.drain(..).map(|(key, agents)| (State::of(key), agents))
    }

    /// Puts cohorts of equal state together, in the order of states.
    pub(super) fn merge(&mut self) {
        self.0.sort_unstable_by_key(|(key, _)| *key);
        self.0.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn states_go_there_and_back(
            at: u32, class: u32, travelled: u32, hop: u8, on_foot: bool, recent: u8,
        ) {
            let state = State { at, class, travelled, hop, on_foot, recent };
            prop_assert_eq!(State::of(state.key()), state);
        }
    }

    #[test]
    fn equal_states_are_one_cohort() {
        let mut list = List::default();
        let a = State {
            at: 7,
            ..State::default()
        };
        list.push(a, 3);
        list.push(State { recent: 1, ..a }, 2);
        list.push(a, 4);
        list.merge();
        assert_eq!(list.iter().map(|(_, n)| n).collect::<Vec<_>>(), [7, 2]);
    }
}
