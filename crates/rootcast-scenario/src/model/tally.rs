//! What happened in a step.

use serde::{Deserialize, Serialize};

use super::state::{CHANNELS, Shape};

/// Flows of one step. By origin unless stated; `[origin, place, channel]` where three are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The shape the lists have.
    pub shape: Shape,
    /// Departures by origin and channel: legal (applications), port, guided, alone.
    pub departures: Vec<u64>,
    /// Attempts to cross between ports, and presentations at ports: origin, place, channel.
    pub attempts: Vec<u64>,
    /// Encounters: origin, place, channel.
    pub encounters: Vec<u64>,
    /// People encountered for the first time on their journey: origin, place, channel.
    pub people: Vec<u64>,
    /// Crossings that were not encountered: origin, place, channel.
    pub entries: Vec<u64>,
    /// Arrivals by a legal pathway: origin, pathway.
    pub legal: Vec<u64>,
    /// Released after an encounter with a case to answer.
    pub released: Vec<u64>,
    /// Expulsions to the near side.
    pub expulsions: Vec<u64>,
    /// Removals under a penalty, from the border.
    pub removals: Vec<u64>,
    /// Held in transit and sent home.
    pub held: Vec<u64>,
    /// Returned from the destination: return flights and removals from the interior.
    pub returns: Vec<u64>,
    /// Turned back on their own: at the border after an expulsion or a removal, at a port, or where no link led on.
    pub turned_back: Vec<u64>,
    /// Died under way.
    pub deaths: Vec<u64>,
    /// Robbed or extorted under way, all origins, by link.
    pub extorted: Vec<u64>,
    /// Travellers who entered each link, all origins.
    pub entered: Vec<u64>,
    /// Of them, with a guide.
    pub guided: Vec<u64>,
    /// Under way at the end of the step.
    pub in_transit: Vec<u64>,
    /// Waiting for a legal slot at the end of the step.
    pub waiting: Vec<u64>,
}

impl Tally {
    /// Nothing yet.
    pub fn empty(shape: &Shape) -> Self {
        let (o, three) = (shape.origins, shape.origins * shape.places * CHANNELS);
        Self {
            shape: shape.clone(),
            departures: vec![0; o * (CHANNELS + 1)],
            attempts: vec![0; three],
            encounters: vec![0; three],
            people: vec![0; three],
            entries: vec![0; three],
            legal: vec![0; o * shape.pathways],
            released: vec![0; o],
            expulsions: vec![0; o],
            removals: vec![0; o],
            held: vec![0; o],
            returns: vec![0; o],
            turned_back: vec![0; o],
            deaths: vec![0; o],
            extorted: vec![0; shape.links],
            entered: vec![0; shape.links],
            guided: vec![0; shape.links],
            in_transit: vec![0; o],
            waiting: vec![0; o],
        }
    }

    /// Where an origin, a place and a channel are.
    pub fn cell(&self, origin: usize, place: usize, channel: usize) -> usize {
        (origin * self.shape.places + place) * CHANNELS + channel
    }

    /// Adds another of the same shape.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.departures, &other.departures),
            (&mut self.attempts, &other.attempts),
            (&mut self.encounters, &other.encounters),
            (&mut self.people, &other.people),
            (&mut self.entries, &other.entries),
            (&mut self.legal, &other.legal),
            (&mut self.released, &other.released),
            (&mut self.expulsions, &other.expulsions),
            (&mut self.removals, &other.removals),
            (&mut self.held, &other.held),
            (&mut self.returns, &other.returns),
            (&mut self.turned_back, &other.turned_back),
            (&mut self.deaths, &other.deaths),
            (&mut self.extorted, &other.extorted),
            (&mut self.entered, &other.entered),
            (&mut self.guided, &other.guided),
            (&mut self.in_transit, &other.in_transit),
            (&mut self.waiting, &other.waiting),
        ];
        for (mine, theirs) in pairs {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }

    /// Encounters of all origins, at ports and between them.
    pub fn encounters(&self) -> u64 {
        self.encounters.iter().sum()
    }

    /// People of all origins encountered for the first time on their journey.
    pub fn people(&self) -> u64 {
        self.people.iter().sum()
    }

    /// A list `[origin, place, channel]` summed by origin.
    pub fn by_origin(&self, list: &[u64]) -> Vec<u64> {
        list.chunks((self.shape.places * CHANNELS).max(1))
            .map(|c| c.iter().sum())
            .collect()
    }
}
