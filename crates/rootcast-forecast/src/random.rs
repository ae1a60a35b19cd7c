//! Random numbers that depend on a seed and on nothing else.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// The generator of the crate.
pub type Random = Pcg64Mcg;

/// A generator for one unit of work: the seed of the run, and what tells the unit from others (series, origin, draw).
///
/// Units may run in any order on any number of threads: their numbers are their own.
///
/// ```
/// use rand::Rng;
/// use rootcast_forecast::random::generator;
/// assert_eq!(generator(7, &[1, 2]).next_u64(), generator(7, &[1, 2]).next_u64());
/// assert_ne!(generator(7, &[1, 2]).next_u64(), generator(7, &[2, 1]).next_u64());
/// ```
pub fn generator(seed: u64, unit: &[u64]) -> Random {
    Pcg64Mcg::seed_from_u64(unit.iter().fold(mix(seed), |state, part| {
        mix(state.rotate_left(23) ^ part.wrapping_add(0x9E37_79B9_7F4A_7C15))
    }))
}

/// The finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
