//! A day of one agent's travel: the rules that individuals and cohorts share.
//!
//! Somebody at a place leaves it with the place's chance and chooses a path by weight; where the path's end has less than
//! half its room left, they stay for the day. On a road they go at most a day's way; who comes to the end of the path
//! before a day's way is behind them decides again the same day. On a path of several roads they go on without a
//! decision, unless the road ahead is closed or the end has less than half its room left.

use super::{
    geography::Kind,
    world::{Day, World},
};

/// How a stretch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leg {
    /// Still on the road when the day was over.
    UnderWay,
    /// At a place, with way left.
    Arrived(u32),
}

/// Somebody on the road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Traveller {
    pub(crate) path: u32,
    /// Which road of the path.
    pub(crate) hop: u8,
    /// On the first road of all, which is walked where the settings say so.
    pub(crate) on_foot: bool,
    /// Kilometres on the road.
    pub(crate) travelled: f32,
}

/// More roads than this are not gone in a day, however short they are.
pub(crate) const MOST_LEGS: usize = 256;

/// Whether the day's way is behind somebody.
#[inline]
pub(crate) fn spent(world: &World, moved: f32) -> bool {
    moved * world.per_day >= 1.0
}

/// Goes on with `moved` kilometres of the day behind. Each road is begun with a whole day's way, so that the last one of
/// a day may end beyond it: the rule of the original, as its outputs show.
#[inline]
pub(crate) fn advance(world: &World, today: &Day, on: &mut Traveller, moved: &mut f32) -> Leg {
    let roads = world.paths.roads_of(on.path);
    for _ in 0..MOST_LEGS {
        let Some(&road) = roads.get(usize::from(on.hop)) else {
            break;
        };
        let road = road as usize;
        let length = world.paths.length.get(road).copied().unwrap_or(0.0);
        let mut speed = world.speed.get(road).copied().unwrap_or(0.0);
        if on.on_foot {
            speed = speed.min(world.walk);
        }
        if on.travelled + speed <= length {
            on.travelled += speed;
            *moved += speed;
            return Leg::UnderWay;
        }
        *moved += length - on.travelled;
        on.travelled = 0.0;
        on.on_foot = false;
        let place = world.paths.to.get(road).copied().unwrap_or(0);
        let Some(next) = roads.get(usize::from(on.hop) + 1) else {
            return Leg::Arrived(place);
        };
        let marker = world.paths.marker.get(place as usize).copied().unwrap_or(false);
        let end = world.paths.end.get(on.path as usize).copied().unwrap_or(0) as usize;
        let open = today.open.get(*next as usize).copied().unwrap_or(false);
        let full = today.room.get(end).is_some_and(|r| *r < 0.5);
        if !marker && (!open || full) {
            return Leg::Arrived(place);
        }
        on.hop += 1;
        if spent(world, *moved) {
            return Leg::UnderWay;
        }
    }
    Leg::UnderWay
}

/// The chance of leaving a place: the place's, or 1 in a town for somebody who has come less than half a day's way in
/// two days, where short halts are avoided. `recent` is the mean way of the days before in full days' ways.
#[inline]
pub(crate) fn chance(world: &World, today: &Day, place: u32, arrived: Option<(f32, f32)>) -> f32 {
    let place = place as usize;
    if let Some((recent, moved)) = arrived
        && world.settings.avoid_short_stints
        && recent + moved * world.per_day < 1.0
        && matches!(
            today.kind.get(place),
            Some(Kind::Town | Kind::Conflict | Kind::Hub | Kind::Flood)
        )
    {
        return 1.0;
    }
    today.chance.get(place).copied().unwrap_or(0.0)
}

/// The number of a path by cumulated weights and a number in [0, 1); nothing where there is none to choose.
#[inline]
pub(crate) fn choose(cumulated: &[f32], unit: f32) -> Option<usize> {
    let sum = *cumulated.last()?;
    if sum.is_nan() || sum <= 0.0 {
        return None;
    }
    let at = unit * sum;
    let found = if cumulated.len() <= 16 {
        cumulated.iter().position(|c| *c > at)
    } else {
        Some(cumulated.partition_point(|c| *c <= at))
    };
    // Rounding may put the number at the very end: then the last path that has a weight.
    match found {
        Some(i) if i < cumulated.len() => Some(i),
        _ => cumulated.iter().position(|c| *c >= sum),
    }
}

/// Whether somebody who has chosen a path lets it be and stays for the day: its end has less than half its room left.
#[inline]
pub(crate) fn full(world: &World, today: &Day, path: u32) -> bool {
    let end = world.paths.end.get(path as usize).copied().unwrap_or(0) as usize;
    today.room.get(end).is_some_and(|r| *r < 0.5)
}
