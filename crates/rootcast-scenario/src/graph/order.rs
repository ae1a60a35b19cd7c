//! The order in which a graph is solved: groups of places that reach each other, those that journeys end in first.

use std::collections::VecDeque;

use super::{Link, PlaceKind};

/// Links by place: `list[start[p]..start[p + 1]]` are the numbers of the links of place p, in their order.
pub(super) fn by_place(places: usize, ends: impl Iterator<Item = u32> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0_u32; places + 1];
    let mut count = 0;
    for end in ends.clone() {
        count += 1;
        if let Some(s) = start.get_mut(end as usize + 1) {
            *s += 1;
        }
    }
    let mut sum = 0;
    for s in &mut start {
        sum += *s;
        *s = sum;
    }
    let mut next = start.clone();
    let mut list = vec![0_u32; count];
    for (link, end) in (0_u32..).zip(ends) {
        if let Some(n) = next.get_mut(end as usize) {
            if let Some(cell) = list.get_mut(*n as usize) {
                *cell = link;
            }
            *n += 1;
        }
    }
    (start, list)
}

/// Strongly connected groups, each after every group it leads to (R. Tarjan, SIAM J. Comput. 1, 1972), with a stack of
/// its own so that a path of a million links is no matter.
pub(super) fn groups(start: &[u32], out: &[u32], links: &[Link]) -> Vec<Vec<u32>> {
    const NONE: u32 = u32::MAX;
    let places = start.len().saturating_sub(1);
    let mut index = vec![NONE; places];
    let mut low = vec![0_u32; places];
    let mut open = vec![false; places];
    let mut stack: Vec<u32> = Vec::new();
    let mut work: Vec<(u32, u32)> = Vec::new();
    let mut found = Vec::new();
    let mut next = 0_u32;
    for root in (0_u32..).take(places) {
        if index[root as usize] != NONE {
            continue;
        }
        work.push((root, start[root as usize]));
        while let Some((place, at)) = work.pop() {
            let p = place as usize;
            if index[p] == NONE {
                index[p] = next;
                low[p] = next;
                next += 1;
                stack.push(place);
                open[p] = true;
            }
            let mut descend = None;
            for i in at..start[p + 1] {
                let head = links[out[i as usize] as usize].to;
                if index[head as usize] == NONE {
                    descend = Some((head, i));
                    break;
                } else if open[head as usize] {
                    low[p] = low[p].min(low[head as usize].min(index[head as usize]));
                }
            }
            if let Some((head, i)) = descend {
                // The link is looked at again when its head is done, to take over its low mark.
                work.push((place, i));
                work.push((head, start[head as usize]));
                continue;
            }
            if low[p] == index[p] {
                let mut group = Vec::new();
                while let Some(member) = stack.pop() {
                    open[member as usize] = false;
                    group.push(member);
                    if member == place {
                        break;
                    }
                }
                found.push(group);
            }
        }
    }
    found
}

/// Within each group, places by how few links they are from an end: most journeys then go against the order, and a
/// sweep of Gauss–Seidel carries values the whole way.
pub(super) fn towards_ends(kinds: &[PlaceKind], links: &[Link], mut groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    if groups.iter().all(|g| g.len() == 1) {
        return groups;
    }
    let (start, into) = by_place(kinds.len(), links.iter().map(|l| l.to));
    let mut hops = vec![u32::MAX; kinds.len()];
    let mut queue: VecDeque<u32> = (0_u32..)
        .zip(kinds)
        .filter(|(_, k)| matches!(k, PlaceKind::Sector | PlaceKind::Port))
        .map(|(p, _)| p)
        .collect();
    for end in &queue {
        hops[*end as usize] = 0;
    }
    while let Some(place) = queue.pop_front() {
        let p = place as usize;
        for i in start[p]..start[p + 1] {
            let tail = links[into[i as usize] as usize].from;
            if hops[tail as usize] == u32::MAX {
                hops[tail as usize] = hops[p] + 1;
                queue.push_back(tail);
            }
        }
    }
    for group in &mut groups {
        group.sort_by_key(|p| (hops[*p as usize], *p));
    }
    groups
}
