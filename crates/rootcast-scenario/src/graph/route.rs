//! What journeys are worth, which links they take, and what they cost.
//!
//! Recursive logit (M. Fosgerau, E. Frejinger and A. Karlström, Transp. Res. B 56, 2013): a traveller at place k takes
//! link a with the probability
//!
//! ```text
//! P(a | k) = exp((v(a) + V(head(a)) − V(k)) / μ),    V(k) = μ ln Σ_a exp((v(a) + V(head(a))) / μ)
//! ```
//!
//! where v is the utility of a link, V the value of going on, known at the ends. That is a choice between all journeys
//! with no list of them. exp(V/μ) solves a linear system, which is solved here in logarithms, so that a long journey
//! does not underflow. With those probabilities a journey is an absorbing Markov chain; probabilities of ending
//! somewhere and expected costs solve x = r + P x (J. G. Kemeny and J. L. Snell, Finite Markov Chains, 1960).
//! Places that do not reach each other are solved in one pass; those that do, by Gauss–Seidel.

use super::{Graph, GraphError, Link};

/// Sweeps over a group of places before its system is said to have no solution.
const SWEEPS: usize = 20_000;

/// Journeys of one kind of traveller on a graph: the value of each place and the probability of each link.
#[derive(Clone, Debug, PartialEq)]
pub struct Journeys {
    /// The value of going on from each place; −∞ where no journey leads to an end.
    pub value: Vec<f64>,
    /// The probability of each link for who stands at its start; 0 where it leads nowhere.
    pub probability: Vec<f64>,
}

/// What journeys from a place come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// Journeys lead to an end; the value of setting out.
    Open(f64),
    /// No journey leads to an end: who lives here stays.
    Isolated,
}

impl Journeys {
    /// Solves journeys: `utility` of each link, `end` the value of each place where a journey ends (`None` elsewhere),
    /// `scale` the μ above. −∞ as the utility of a link closes it.
    ///
    /// ```
    /// use rootcast_scenario::graph::{Graph, Link, PlaceKind::{Origin, Sector}, route::Journeys};
    /// let to = |to| Link { from: 0, to, days: 1.0, price_usd: 0.0, capacity: f64::INFINITY, death: 0.0,
    ///     extortion: 0.0, apprehension: 0.0 };
    /// let graph = Graph::new(vec![Origin, Sector, Sector], vec![to(1), to(2)])?;
    /// let journeys = Journeys::solve(&graph, &[0.0, 3_f64.ln()], &[None, Some(0.0), Some(0.0)], 1.0)?;
    /// assert!((journeys.probability[1] - 0.75).abs() < 1e-12 && (journeys.value[0] - 4_f64.ln()).abs() < 1e-12);
    /// # Ok::<(), rootcast_scenario::graph::GraphError>(())
    /// ```
    pub fn solve(
        graph: &Graph,
        utility: &[f64],
        end: &[Option<f64>],
        scale: f64,
    ) -> Result<Self, GraphError> {
        if !(scale > 0.0 && scale.is_finite()) {
            return Err(GraphError::Scale(scale));
        }
        lengths(graph, utility.len(), end.len())?;
        for (link, value) in utility.iter().enumerate() {
            if value.is_nan() || *value == f64::INFINITY {
                return Err(GraphError::Figure {
                    link,
                    field: "utility",
                    value: *value,
                    wanted: "a number, or −∞ to close the link",
                });
            }
        }
        let links = graph.links();
        let mut value: Vec<f64> = end.iter().map(|e| e.unwrap_or(f64::NEG_INFINITY)).collect();
        let mut solve = |group: &[u32]| {
            let mut change = 0.0_f64;
            for place in group {
                let p = *place as usize;
                if end[p].is_some() {
                    continue;
                }
                let fresh = log_sum(
                    graph.from(*place).iter().map(|l| {
                        let at = *l as usize;
                        utility[at] + value[links[at].to as usize]
                    }),
                    scale,
                );
                // Two places that lead nowhere yet are equal: −∞ − −∞ is not a number.
                if fresh.to_bits() != value[p].to_bits() {
                    change = change.max((fresh - value[p]).abs());
                }
                value[p] = fresh;
            }
            change
        };
        for group in graph.groups() {
            converge(group, &mut solve)?;
        }
        let probability = links
            .iter()
            .zip(utility)
            .map(|(link, v)| {
                let (from, to) = (link.from as usize, link.to as usize);
                if end[from].is_some() || value[from] == f64::NEG_INFINITY {
                    0.0
                } else {
                    ((v + value[to] - value[from]) / scale).exp()
                }
            })
            .collect();
        Ok(Self { value, probability })
    }

    /// The value of setting out from a place, or that nothing leads on from it.
    pub fn reach(&self, place: u32) -> Reach {
        match self.value.get(place as usize) {
            Some(value) if *value > f64::NEG_INFINITY => Reach::Open(*value),
            _ => Reach::Isolated,
        }
    }

    /// The probability, from each place, of getting through to one of the places that `wanted` names, where `survival`
    /// tells how likely each link is got through.
    pub fn hitting(
        &self,
        graph: &Graph,
        survival: impl Fn(&Link) -> f64,
        wanted: &[bool],
    ) -> Result<Vec<f64>, GraphError> {
        lengths(graph, graph.links().len(), wanted.len())?;
        let end: Vec<f64> = wanted.iter().map(|w| f64::from(u8::from(*w))).collect();
        self.sum(graph, |_| 0.0, |l| survival(&graph.links()[l]), &end)
    }

    /// The expected sum of a cost over the links of a journey, from each place; `survival` as before, and a link's cost
    /// is borne by all who enter it.
    pub fn expected(
        &self,
        graph: &Graph,
        cost: impl Fn(&Link) -> f64,
        survival: impl Fn(&Link) -> f64,
    ) -> Result<Vec<f64>, GraphError> {
        self.sum(
            graph,
            |l| cost(&graph.links()[l]),
            |l| survival(&graph.links()[l]),
            &vec![0.0; graph.kinds().len()],
        )
    }

    /// The expected sum of costs that are listed by the number of a link, over journeys that come to an end.
    pub fn expected_of(&self, graph: &Graph, costs: &[f64]) -> Result<Vec<f64>, GraphError> {
        lengths(graph, costs.len(), self.value.len())?;
        self.sum(graph, |l| costs[l], |_| 1.0, &vec![0.0; graph.kinds().len()])
    }

    /// Solves `x(k) = end(k) + Σ_a P(a | k) (cost(a) + survival(a) x(head(a)))`.
    fn sum(
        &self,
        graph: &Graph,
        cost: impl Fn(usize) -> f64,
        survival: impl Fn(usize) -> f64,
        end: &[f64],
    ) -> Result<Vec<f64>, GraphError> {
        lengths(graph, self.probability.len(), self.value.len())?;
        let links = graph.links();
        let mut x = end.to_vec();
        let mut solve = |group: &[u32]| {
            let mut change = 0.0_f64;
            for place in group {
                let p = *place as usize;
                let fresh = end[p]
                    + graph
                        .from(*place)
                        .iter()
                        .map(|l| {
                            let (share, link) = (self.probability[*l as usize], &links[*l as usize]);
                            if share > 0.0 {
                                share * (cost(*l as usize) + survival(*l as usize) * x[link.to as usize])
                            } else {
                                0.0
                            }
                        })
                        .sum::<f64>();
                change = change.max((fresh - x[p]).abs() / fresh.abs().max(1.0));
                x[p] = fresh;
            }
            change
        };
        for group in graph.groups() {
            converge(group, &mut solve)?;
        }
        Ok(x)
    }
}

fn lengths(graph: &Graph, links: usize, places: usize) -> Result<(), GraphError> {
    for (what, found, expected) in [
        ("figures of links", links, graph.links().len()),
        ("figures of places", places, graph.kinds().len()),
    ] {
        if found != expected {
            return Err(GraphError::Length {
                what,
                found,
                expected,
            });
        }
    }
    Ok(())
}

/// Sweeps over a group until nothing changes; once is enough for a place that does not lead back to itself.
fn converge(group: &[u32], solve: &mut impl FnMut(&[u32]) -> f64) -> Result<(), GraphError> {
    let place = group.first().copied().unwrap_or_default();
    let unbounded = Err(GraphError::Unbounded { place });
    for _ in 0..SWEEPS {
        let change = solve(group);
        if change.is_nan() {
            return unbounded;
        }
        if group.len() == 1 || change < 1e-13 {
            return Ok(());
        }
    }
    unbounded
}

/// μ ln Σ exp(u / μ); −∞ of nothing.
pub(crate) fn log_sum(utilities: impl Iterator<Item = f64> + Clone, scale: f64) -> f64 {
    let top = utilities.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + scale * utilities.map(|u| ((u - top) / scale).exp()).sum::<f64>().ln()
}
