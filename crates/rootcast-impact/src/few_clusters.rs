//! Inference when clusters are few.
//!
//! Clustered errors are right for many clusters of which many are treated. With few, tests on them reject what is true far
//! too often. [`advice`] says which test to use; [`wild_bootstrap`] redraws the signs of whole clusters' residuals under
//! the null (Cameron, Gelbach and Miller 2008), and [`randomise`] gives the treatment to other units. Both run through all
//! possibilities where there are few enough, and say the least probability they could have given.

mod randomise;
mod wild;

pub use randomise::randomise;
pub use wild::wild_bootstrap;

/// The test to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Advice {
    /// Clustered errors with Student's t.
    Clustered,
    /// The wild cluster bootstrap.
    WildBootstrap,
    /// Randomisation: with so few treated clusters the bootstrap rejects far too rarely or far too often.
    Randomisation,
}

/// The test for so many clusters, of which so many are treated: clustered errors from 40 clusters with 10 on each side,
/// the wild bootstrap from 12 with 5 on each side, randomisation below (Bertrand, Duflo and Mullainathan 2004; MacKinnon
/// and Webb 2018).
pub fn advice(clusters: usize, treated: usize) -> Advice {
    let side = treated.min(clusters.saturating_sub(treated));
    match (clusters, side) {
        (40.., 10..) => Advice::Clustered,
        (12.., 5..) => Advice::WildBootstrap,
        _ => Advice::Randomisation,
    }
}

/// What a test by redrawing gives.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Redrawn {
    /// The statistic.
    pub statistic: f64,
    /// Probability of a statistic this far from zero without an effect.
    pub p: f64,
    /// The least probability that these clusters and draws could have given.
    pub least: f64,
    /// Draws, or possibilities.
    pub draws: usize,
    /// Whether these are all possibilities.
    pub all: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_follows_the_number_of_treated_clusters() {
        assert_eq!(advice(50, 20), Advice::Clustered);
        assert_eq!(advice(50, 6), Advice::WildBootstrap);
        assert_eq!(advice(50, 45), Advice::WildBootstrap);
        assert_eq!(advice(20, 2), Advice::Randomisation);
        assert_eq!(advice(3, 9), Advice::Randomisation);
    }
}
