//! Random numbers by counter: the n-th draw of an agent on a day is a function of seed, agent and day, so that the order
//! in which agents are gone through, and the number of threads, change nothing.
//!
//! The function is the finaliser of `SplitMix64` (Steele, Lea & Flood, *Fast splittable pseudorandom number generators*,
//! OOPSLA 2014), its state begun from two rounds over seed, stream and day.

/// The draws of one stream on one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What all streams of one day share.
#[inline]
pub(crate) fn day_key(seed: u64, day: u32, purpose: u64) -> u64 {
    mix(mix(seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93))
        .wrapping_add(u64::from(day).wrapping_mul(GOLDEN)))
}

impl Draws {
    /// The stream of an agent under a day's key.
    #[inline]
    pub(crate) fn new(key: u64, stream: u64) -> Self {
        Self(key ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    #[inline]
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number in [0, 1) on a grid of 2⁻²⁴.
    #[inline]
    pub(crate) fn unit(&mut self) -> f32 {
        // 24 bits are exact in an f32.
        (self.bits() >> 40) as f32 * (1.0 / 16_777_216.0)
    }

    /// A number in [0, 1) on a grid of 2⁻⁵³.
    #[inline]
    pub(crate) fn fine(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }
}

impl rand::rand_core::TryRng for Draws {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        // The upper half is the better mixed.
        #[allow(clippy::cast_possible_truncation)]
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in bytes.chunks_mut(8) {
            for (byte, from) in chunk.iter_mut().zip(self.bits().to_le_bytes()) {
                *byte = from;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn units_are_even_over_streams_and_days() {
        let mut bins = [0_u32; 20];
        for stream in 0..200 {
            for day in 0..50 {
                let mut draws = Draws::new(day_key(7, day, 0), stream);
                for _ in 0..4 {
                    let u = draws.unit();
                    assert!((0.0..1.0).contains(&u));
                    bins[(u * 20.0) as usize] += 1;
                }
            }
        }
        let expected = 40_000.0 / 20.0;
        let chi: f64 = bins
            .iter()
            .map(|b| (f64::from(*b) - expected).powi(2) / expected)
            .sum();
        // 19 degrees of freedom: above 43.8 once in a thousand.
        assert!(chi < 43.8, "{chi}");
    }
}
