//! Every path that a person at a place may choose: up to as many places ahead as are known, none twice, points on the
//! road not counted.

use super::super::{
    error::{Error, Result},
    geography::Kind,
    instance::Instance,
    settings::Settings,
};

/// The most paths that are kept: above this a lower awareness has to be chosen.
const MOST: usize = 200_000_000;

/// The paths of an instance, grouped by the place they begin at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paths {
    /// Where each place's paths begin, one more than there are places.
    pub(crate) of: Vec<u32>,
    /// Where each path's roads begin in `roads`, one more than there are paths.
    pub(crate) begin: Vec<u32>,
    pub(crate) roads: Vec<u32>,
    /// Last place of each path.
    pub(crate) end: Vec<u32>,
    /// `1 / (softening + length)^power` of each path.
    pub(crate) nearness: Vec<f32>,
    /// Per road: kilometres, and the place it comes to.
    pub(crate) length: Vec<f32>,
    pub(crate) to: Vec<u32>,
    /// Per road: people are sent along it at the beginning.
    pub(crate) forced: Vec<bool>,
    /// Per place: a point on the road.
    pub(crate) marker: Vec<bool>,
}

impl Paths {
    pub(crate) fn new(instance: &Instance, settings: &Settings) -> Result<Self> {
        let places = instance.locations.len();
        let deepest = usize::try_from(settings.awareness.max(1)).unwrap_or(1);
        // Roads grouped by the place they leave.
        let mut first = vec![0_usize; places + 1];
        for link in &instance.links {
            if let Some(count) = first.get_mut(link.from as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut first {
            sum += *count;
            *count = sum;
        }
        let mut leaving = vec![0_u32; instance.links.len()];
        let mut next = first.clone();
        for (i, link) in instance.links.iter().enumerate() {
            if let Some(slot) = next.get_mut(link.from as usize) {
                if let Some(cell) = leaving.get_mut(*slot) {
                    *cell = u32::try_from(i).unwrap_or(u32::MAX);
                }
                *slot += 1;
            }
        }
        // Distances are finite and checked; an f32 holds them to a part in 10^7.
        #[allow(clippy::cast_possible_truncation)]
        let mut paths = Self {
            of: vec![0],
            begin: vec![0],
            length: instance.links.iter().map(|l| l.distance as f32).collect(),
            to: instance.links.iter().map(|l| l.to).collect(),
            forced: instance.links.iter().map(|l| l.forced).collect(),
            marker: instance
                .locations
                .iter()
                .map(|l| l.kind == Kind::Marker)
                .collect(),
            ..Self::default()
        };
        let leave = |place: u32| -> &[u32] {
            let place = place as usize;
            match (first.get(place), first.get(place + 1)) {
                (Some(a), Some(b)) => leaving.get(*a..*b).unwrap_or_default(),
                _ => &[],
            }
        };
        let mut walk = Walk {
            roads: Vec::new(),
            seen: Vec::new(),
        };
        for place in 0..u32::try_from(places).unwrap_or(u32::MAX) {
            walk.seen.push(place);
            paths.extend(&mut walk, place, deepest, 0.0, settings, &leave)?;
            walk.seen.pop();
            paths.of.push(paths.count());
        }
        Ok(paths)
    }

    /// Number of paths.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.end.len()).unwrap_or(u32::MAX)
    }

    fn extend<'a>(
        &mut self,
        walk: &mut Walk,
        place: u32,
        left: usize,
        length: f64,
        settings: &Settings,
        leave: &impl Fn(u32) -> &'a [u32],
    ) -> Result<()> {
        for road in leave(place) {
            let index = *road as usize;
            let (Some(&to), Some(&km)) = (self.to.get(index), self.length.get(index)) else {
                continue;
            };
            if walk.seen.contains(&to) {
                continue;
            }
            let marker = self.marker.get(to as usize).copied().unwrap_or(false);
            let length = length + f64::from(km);
            walk.roads.push(*road);
            walk.seen.push(to);
            let mut left = left;
            if !marker {
                self.keep(walk, to, length, settings)?;
                left -= 1;
            }
            // A chain of points is walked to its end; hops are counted in a byte.
            if left > 0 && walk.roads.len() < 200 {
                self.extend(walk, to, left, length, settings, leave)?;
            }
            walk.roads.pop();
            walk.seen.pop();
        }
        Ok(())
    }

    fn keep(&mut self, walk: &Walk, end: u32, length: f64, settings: &Settings) -> Result<()> {
        if self.roads.len() + walk.roads.len() > MOST {
            return Err(Error::Argument(format!(
                "more than {MOST} roads on the paths that people know; lower awareness_level"
            )));
        }
        self.roads.extend_from_slice(&walk.roads);
        self.begin
            .push(u32::try_from(self.roads.len()).unwrap_or(u32::MAX));
        self.end.push(end);
        let nearness = if settings.awareness < 0 {
            1.0
        } else {
            (settings.softening + length)
                .max(1e-9)
                .powf(-settings.distance_power)
        };
        // A weight: a part in 10^7 is enough.
        #[allow(clippy::cast_possible_truncation)]
        self.nearness.push(nearness as f32);
        Ok(())
    }

    /// The roads of a path.
    #[inline]
    pub(crate) fn roads_of(&self, path: u32) -> &[u32] {
        let path = path as usize;
        match (self.begin.get(path), self.begin.get(path + 1)) {
            (Some(a), Some(b)) => self.roads.get(*a as usize..*b as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

struct Walk {
    roads: Vec<u32>,
    seen: Vec<u32>,
}
