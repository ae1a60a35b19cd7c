//! The route graph: places, links, and what a journey over them is worth.
//!
//! Here live the graph, its checks and the order in which it is solved. What a journey is worth to a kind of traveller
//! and how likely it ends where ([`route`]) is solved on it; choices between journeys are in [`crate::choice`].

use serde::{Deserialize, Serialize};

mod order;
pub mod route;

/// Why a graph, or a journey on it, cannot be used. All are faults of whoever states the graph.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// There are no places.
    #[error("the graph has no places: state at least an origin and a place where journeys end")]
    Empty,
    /// More places or links than an index holds.
    #[error("the graph has {0} places or links: at most {max} fit", max = u32::MAX)]
    TooLarge(usize),
    /// A link leads from or to a place that is not there.
    #[error(
        "link {link} joins place {place}, and the graph has places 0 to {last}: state the place or drop the link"
    )]
    UnknownPlace {
        /// The link, from 0.
        link: usize,
        /// The place it names.
        place: u32,
        /// The last place there is.
        last: usize,
    },
    /// A link leads to where it starts.
    #[error("link {link} leads from place {place} to itself: drop it")]
    Loop {
        /// The link, from 0.
        link: usize,
        /// The place.
        place: u32,
    },
    /// A figure of a link is not a number, or out of its range.
    #[error("link {link} has {field} {value}: it must be {wanted}")]
    Figure {
        /// The link, from 0.
        link: usize,
        /// The figure's name.
        field: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// A list does not have one entry for each place or link.
    #[error("{found} {what} were given for {expected}: give one for each")]
    Length {
        /// What the list holds.
        what: &'static str,
        /// How many are there.
        found: usize,
        /// How many must be.
        expected: usize,
    },
    /// The sum over journeys does not converge: a circle in the graph costs too little.
    #[error(
        "journeys through place {place} have no finite value: a circle of links costs nothing or pays. Give its links a \
         cost"
    )]
    Unbounded {
        /// A place on the circle.
        place: u32,
    },
    /// The scale of taste for routes is not a positive number.
    #[error("the scale of routes is {0}: it must be a number above 0")]
    Scale(f64),
}

/// What a place is to a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Where people live before they leave.
    Origin,
    /// A place under way.
    Transit,
    /// A stretch of border between ports of entry, where attempts are made.
    Sector,
    /// A port of entry, where people present themselves.
    Port,
}

/// A link from one place to another, in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The place it starts from, by number.
    pub from: u32,
    /// The place it leads to, by number.
    pub to: u32,
    /// How long it takes, in days, at least 0.
    pub days: f64,
    /// What a guide takes for it, in US dollars, at least 0.
    pub price_usd: f64,
    /// People a month it carries before it is full; infinite where nothing limits it.
    pub capacity: f64,
    /// The probability of dying on it.
    pub death: f64,
    /// The probability of being robbed or extorted on it.
    pub extortion: f64,
    /// The probability of being held by a transit country's authorities and sent home.
    pub apprehension: f64,
}

impl Link {
    /// The probability of getting through: neither dead nor held.
    pub fn survival(&self) -> f64 {
        (1.0 - self.death) * (1.0 - self.apprehension)
    }
}

/// A checked graph, with the order in which linear systems on it are solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    kinds: Vec<PlaceKind>,
    links: Vec<Link>,
    /// `out[start[p]..start[p + 1]]` are the links from place p.
    start: Vec<u32>,
    out: Vec<u32>,
    /// Groups of places that reach each other; each is solved after those it leads to.
    groups: Vec<Vec<u32>>,
    /// The rank of each place: links to an earlier or equal rank lead backwards.
    rank: Vec<u32>,
}

impl Graph {
    /// A graph of places and links, in time linear in both. Journeys end at sectors and ports.
    ///
    /// ```
    /// use rootcast_scenario::graph::{Graph, Link, PlaceKind::{Origin, Sector}};
    /// let link = Link { from: 0, to: 1, days: 20.0, price_usd: 3_000.0, capacity: f64::INFINITY, death: 0.001,
    ///     extortion: 0.1, apprehension: 0.2 };
    /// assert!(Graph::new(vec![Origin, Sector], vec![link]).is_ok());
    /// let error = Graph::new(vec![Origin, Sector], vec![Link { capacity: -1.0, ..link }]).unwrap_err();
    /// assert_eq!(error.to_string(), "link 0 has capacity -1: it must be a number from 0, or infinite");
    /// ```
    pub fn new(kinds: Vec<PlaceKind>, links: Vec<Link>) -> Result<Self, GraphError> {
        if kinds.is_empty() {
            return Err(GraphError::Empty);
        }
        let most = kinds.len().max(links.len());
        if u32::try_from(most).is_err() || most == u32::MAX as usize {
            return Err(GraphError::TooLarge(most));
        }
        for (at, link) in links.iter().enumerate() {
            check(at, link, kinds.len())?;
        }
        let (start, out) = order::by_place(kinds.len(), links.iter().map(|l| l.from));
        let groups = order::groups(&start, &out, &links);
        let groups = order::towards_ends(&kinds, &links, groups);
        let mut rank = vec![0_u32; kinds.len()];
        let mut next = 0;
        for place in groups.iter().rev().flat_map(|g| g.iter().rev()) {
            if let Some(r) = rank.get_mut(*place as usize) {
                *r = next;
                next += 1;
            }
        }
        Ok(Self {
            kinds,
            links,
            start,
            out,
            groups,
            rank,
        })
    }

    /// What each place is.
    pub fn kinds(&self) -> &[PlaceKind] {
        &self.kinds
    }

    /// The links.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The numbers of the links from a place; none for a place that is not there.
    pub fn from(&self, place: u32) -> &[u32] {
        let at = place as usize;
        match (self.start.get(at), self.start.get(at + 1)) {
            (Some(a), Some(b)) => self.out.get(*a as usize..*b as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The rank of a place in the order of travel: a link to a rank not above that of its start leads backwards.
    pub fn rank(&self, place: u32) -> u32 {
        self.rank.get(place as usize).copied().unwrap_or_default()
    }

    /// The places, from those where journeys start to those where they end.
    pub fn in_order_of_travel(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0_u32..).take(self.kinds.len()).collect();
        places.sort_by_key(|p| self.rank(*p));
        places
    }

    fn groups(&self) -> &[Vec<u32>] {
        &self.groups
    }
}

fn check(at: usize, link: &Link, places: usize) -> Result<(), GraphError> {
    for place in [link.from, link.to] {
        if place as usize >= places {
            return Err(GraphError::UnknownPlace {
                link: at,
                place,
                last: places - 1,
            });
        }
    }
    if link.from == link.to {
        return Err(GraphError::Loop {
            link: at,
            place: link.from,
        });
    }
    let figure = |field, value, wanted| {
        Err(GraphError::Figure {
            link: at,
            field,
            value,
            wanted,
        })
    };
    for (field, value) in [("days", link.days), ("price_usd", link.price_usd)] {
        if !(value >= 0.0 && value.is_finite()) {
            return figure(field, value, "a number from 0");
        }
    }
    if link.capacity.is_nan() || link.capacity < 0.0 {
        return figure("capacity", link.capacity, "a number from 0, or infinite");
    }
    for (field, value) in [
        ("death", link.death),
        ("extortion", link.extortion),
        ("apprehension", link.apprehension),
    ] {
        if !(0.0..=1.0).contains(&value) {
            return figure(field, value, "a probability from 0 to 1");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
