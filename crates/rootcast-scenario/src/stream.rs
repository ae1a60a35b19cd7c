//! Random numbers of the methods: a stream depends on a seed and on what it is for, never on order or thread.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// The generator that samplers and closures are handed.
pub type Stream = Pcg64Mcg;

/// The stream of one unit of work: the seed of the run, and what tells the unit from others (replicate, chain, step).
///
/// ```
/// use rand::Rng;
/// use rootcast_scenario::stream::stream;
/// assert_eq!(stream(7, &[1, 2]).next_u64(), stream(7, &[1, 2]).next_u64());
/// assert_ne!(stream(7, &[1, 2]).next_u64(), stream(7, &[2, 1]).next_u64());
/// ```
pub fn stream(seed: u64, unit: &[u64]) -> Stream {
    Pcg64Mcg::seed_from_u64(key(seed, unit))
}

/// A seed of its own for one unit of work, to hand to a model.
pub fn key(seed: u64, unit: &[u64]) -> u64 {
    unit.iter().fold(mix(seed), |state, part| {
        mix(state.rotate_left(23) ^ part.wrapping_add(0x9E37_79B9_7F4A_7C15))
    })
}

/// The finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
