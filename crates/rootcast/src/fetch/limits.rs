//! Every limit of a download, in one place.

use std::time::Duration;

/// How long, how large and how often. The defaults suit a slow line and a patient server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Attempts before a download is given up. Default 5.
    pub attempts: u32,
    /// Pause after the first failed attempt; it doubles with each further one, up to [`Limits::longest_pause`].
    /// There is no jitter: one person's downloads need none. Default 1 s.
    pub first_pause: Duration,
    /// Longest pause. A server that asks for more (`Retry-After`) is not waited for. Default 2 minutes.
    pub longest_pause: Duration,
    /// Time to connect. Default 20 s.
    pub connect: Duration,
    /// Time in which at least [`Limits::slowest`] bytes must arrive. Default 30 s.
    pub stall: Duration,
    /// Bytes that must arrive in every [`Limits::stall`]. Default 4 KiB.
    pub slowest: u64,
    /// Time for everything, pauses included. Default 1 hour.
    pub overall: Duration,
    /// Bytes of the file as sent. Default 4 GiB.
    pub bytes: u64,
    /// Redirections followed. Default 5.
    pub redirects: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_mins(2),
            connect: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            slowest: 4 << 10,
            overall: Duration::from_hours(1),
            bytes: 4 << 30,
            redirects: 5,
        }
    }
}

impl Limits {
    /// The pause after failed attempt number `attempt`, from 1.
    pub fn pause(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.first_pause
            .saturating_mul(1 << doublings)
            .min(self.longest_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let limits = Limits::default();
        let seconds: Vec<u64> = (1..=9).map(|n| limits.pause(n).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(limits.pause(u32::MAX), limits.longest_pause);
    }
}
