//! The way through two long texts by their rare words: segments that share them, chained so that the order of both texts is
//! kept and as much as possible is shared (a longest increasing subsequence by weight, as in Melamed 1999 and diff tools).
//!
//! Length alone loses its way where a chapter is missing on one side; a chain of rare words jumps over it.

use super::anchors::Pair;
use super::words::Side;
use rustc_hash::FxHashMap;

/// A place where both texts are: source and target segment.
pub(super) type Point = (usize, usize);

/// So many pairs of segments are looked at for each segment of the shorter text, those of the rarest words first.
const MOST_PAIRS: usize = 40;
/// A chain with fewer points for each segment of the shorter text shows no way.
const LEAST_SHARE: f64 = 0.05;
const FEWEST_POINTS: usize = 8;
/// A point is judged by so many points on each side of it, and may be so many segments off.
const NEIGHBOURS: usize = 5;
const FARTHEST: usize = 40;

/// The way through two texts, from pairs of words that are known beforehand; nothing where they show none.
pub(super) fn chain(source: &Side, target: &Side, seeds: &[Pair]) -> Option<Vec<Point>> {
    let points = shared(source, target, seeds);
    let chain = without_strays(&best_chain(&points, target.segments.len()));
    let segments = source.segments.len().min(target.segments.len());
    let enough = FEWEST_POINTS.max((segments as f64 * LEAST_SHARE) as usize);
    (chain.len() >= enough).then_some(chain)
}

/// The segments of each word, once each.
fn places(side: &Side) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = vec![Vec::new(); side.vocabulary.len()];
    for (at, segment) in side.segments.iter().enumerate() {
        for word in segment {
            let places = &mut out[*word as usize];
            if places.last() != Some(&(at as u32)) {
                places.push(at as u32);
            }
        }
    }
    out
}

/// Pairs of segments with what they share, by source, then target.
fn shared(source: &Side, target: &Side, seeds: &[Pair]) -> Vec<(u32, u32, f32)> {
    let (left, right) = (places(source), places(target));
    let size = |(a, b, _): &&Pair| left[*a as usize].len() * right[*b as usize].len();
    let mut by_size: Vec<&Pair> = seeds.iter().filter(|seed| size(seed) > 0).collect();
    by_size.sort_by_key(size);
    let mut sum = 0;
    let most = MOST_PAIRS * source.segments.len().min(target.segments.len());
    let mut weights: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    for seed in by_size {
        sum += size(&seed);
        if sum > most {
            break;
        }
        let (a, b, weight) = seed;
        let (of_a, of_b) = (&left[*a as usize], &right[*b as usize]);
        // Of so many places only one is the other's.
        let weight = (*weight / of_a.len().max(of_b.len()) as f64) as f32;
        for i in of_a {
            for j in of_b {
                *weights.entry((*i, *j)).or_default() += weight;
            }
        }
    }
    let mut out: Vec<(u32, u32, f32)> = weights.into_iter().map(|((i, j), w)| (i, j, w)).collect();
    out.sort_unstable_by_key(|(i, j, _)| (*i, std::cmp::Reverse(*j)));
    out
}

/// The heaviest chain that rises in both texts. Points come by source, those of one source segment from the last target on.
fn best_chain(points: &[(u32, u32, f32)], targets: usize) -> Vec<Point> {
    const NONE: u32 = u32::MAX;
    // For each prefix of the target the best chain that ends in it (Fenwick 1994).
    let mut best: Vec<(f32, u32)> = vec![(0.0, NONE); targets + 1];
    let mut before: Vec<u32> = Vec::with_capacity(points.len());
    for (at, (_, j, weight)) in points.iter().enumerate() {
        let (mut value, mut last) = (0.0, NONE);
        let mut place = *j as usize;
        while place > 0 {
            if best[place].0 > value {
                (value, last) = best[place];
            }
            place &= place - 1;
        }
        before.push(last);
        let value = value + weight;
        let mut place = *j as usize + 1;
        while place <= targets {
            if value > best[place].0 {
                best[place] = (value, at as u32);
            }
            place += place & place.wrapping_neg();
        }
    }
    let end = best.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let mut at = end.map_or(NONE, |(_, at)| *at);
    let mut chain = Vec::new();
    while let Some((i, j, _)) = points.get(at as usize) {
        chain.push((*i as usize, *j as usize));
        at = before[at as usize];
    }
    chain.reverse();
    chain
}

/// A chain without the points that stand alone, off the way of those around them.
fn without_strays(chain: &[Point]) -> Vec<Point> {
    let offset = |(i, j): &Point| *j as isize - *i as isize;
    let near = |at: usize| {
        let mut offsets: Vec<isize> = chain
            [at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(chain.len())]
            .iter()
            .map(offset)
            .collect();
        let middle = offsets.len() / 2;
        let (_, middle, _) = offsets.select_nth_unstable(middle);
        offset(&chain[at]).abs_diff(*middle) <= FARTHEST
    };
    (0..chain.len())
        .filter(|at| near(*at))
        .map(|at| chain[at])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_rising_chain_wins() {
        let points = [
            (0, 0, 1.0),
            (1, 4, 1.5),
            (1, 1, 1.0),
            (2, 2, 1.0),
            (3, 1, 1.0),
            (4, 5, 1.0),
        ];
        assert_eq!(best_chain(&points, 6), [(0, 0), (1, 1), (2, 2), (4, 5)]);
        assert_eq!(best_chain(&[], 3), []);
    }

    #[test]
    fn a_missing_chapter_is_a_jump_and_a_stray_point_is_none() {
        let mut chain: Vec<Point> = (0..30).map(|i| (i, i)).collect();
        chain.extend((31..60).map(|i| (i, i + 500)));
        chain[15] = (15, 90);
        let kept = without_strays(&chain);
        assert_eq!(kept.len(), 58);
        assert!(!kept.contains(&(15, 90)));
    }
}
