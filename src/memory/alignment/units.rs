//! The units that follow from ladders: segments that beads connect, in all their languages.

use super::DocumentSource;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Neighbour, Tu, Tuv};
use crate::store::{DocumentText, Writing};
use rustc_hash::FxHashMap;

/// The units that follow from a document's ladders: the connected sets of segments that reach two texts or more.
pub(super) fn units_of_ladders(writing: &Writing<'_>, document: i64) -> Result<Vec<Tu>> {
    let texts = writing.texts_of(document)?;
    let place: FxHashMap<i64, usize> = texts.iter().enumerate().map(|(n, t)| (t.id, n)).collect();
    let mut first = Vec::with_capacity(texts.len() + 1);
    let mut total = 0;
    for text in &texts {
        first.push(total);
        total += text.segments.len();
    }
    let mut sets = Sets::new(total);
    for ladder in writing.ladders_of(document)? {
        let (Some(a), Some(b)) = (place.get(&ladder.source), place.get(&ladder.target)) else {
            continue;
        };
        for bead in &ladder.beads {
            let left =
                (bead.source.0..bead.source.1.min(texts[*a].segments.len())).map(|n| first[*a] + n);
            let right =
                (bead.target.0..bead.target.1.min(texts[*b].segments.len())).map(|n| first[*b] + n);
            let nodes: Vec<usize> = left.chain(right).collect();
            for node in &nodes {
                sets.join(nodes[0], *node, bead.score);
            }
        }
    }
    let mut members: FxHashMap<usize, Vec<Vec<usize>>> = FxHashMap::default();
    let mut order = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        for segment in 0..text.segments.len() {
            let root = sets.find(first[n] + segment);
            let sides = members.entry(root).or_insert_with(|| {
                order.push(root);
                vec![Vec::new(); texts.len()]
            });
            sides[n].push(segment);
        }
    }
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    Ok(order
        .into_iter()
        .filter_map(|root| unit(&views, &members[&root], sets.score[root]))
        .collect())
}

/// What a unit needs to know about a text.
pub(super) struct TextView<'a> {
    name: Option<&'a str>,
    lang: &'a Lang,
    segments: &'a [String],
}

impl<'a> From<&'a DocumentText> for TextView<'a> {
    fn from(text: &'a DocumentText) -> Self {
        Self {
            name: text.name.as_deref(),
            lang: &text.lang,
            segments: &text.segments,
        }
    }
}

impl<'a> From<&'a DocumentSource> for TextView<'a> {
    fn from(text: &'a DocumentSource) -> Self {
        Self {
            name: text.name.as_deref(),
            lang: &text.lang,
            segments: &text.segments,
        }
    }
}

/// A unit of the given segments of each text; `None` where they are of fewer than two texts.
pub(super) fn unit(texts: &[TextView<'_>], sides: &[Vec<usize>], score: f64) -> Option<Tu> {
    let variants: Vec<Tuv> = texts
        .iter()
        .zip(sides)
        .filter_map(|(text, segments)| variant(text, segments))
        .collect();
    (variants.len() > 1).then(|| Tu {
        // Without its folders, which say something of the machine and nothing of the text.
        origin: texts
            .iter()
            .find_map(|t| t.name)
            .map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()),
        alignment: Some(score),
        variants,
        ..Tu::default()
    })
}

fn variant(text: &TextView<'_>, segments: &[usize]) -> Option<Tuv> {
    let (first, last) = (*segments.first()?, *segments.last()?);
    let joined: Vec<&str> = segments
        .iter()
        .map(|n| text.segments[*n].as_str())
        .collect();
    let neighbour = |at: Option<usize>| match at.and_then(|at| text.segments.get(at)) {
        Some(text) => Neighbour::Text(text.clone()),
        None => Neighbour::Border,
    };
    Some(Tuv {
        before: neighbour(first.checked_sub(1)),
        after: neighbour(Some(last + 1)),
        ..Tuv::plain(text.lang.clone(), joined.join(text.lang.joiner()))
    })
}

/// Disjoint sets of segments, each with the least score of the beads that made it.
struct Sets {
    parent: Vec<usize>,
    score: Vec<f64>,
}

impl Sets {
    fn new(size: usize) -> Self {
        Self {
            parent: (0..size).collect(),
            score: vec![1.0; size],
        }
    }

    fn find(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize, score: f64) {
        let (a, b) = (self.find(a), self.find(b));
        let least = self.score[a].min(self.score[b]).min(score);
        self.parent[b] = a;
        self.score[a] = least;
    }
}
