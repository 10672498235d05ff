//! The units that follow from ladders: segments that beads connect, in all their languages, and beads that are finer.

use super::DocumentSource;
use super::versions::units_of_versions;
use crate::error::Result;
use crate::lang::Lang;
use crate::model::{Neighbour, Tu, Tuv};
use crate::store::{ActText, BeadRow, DocumentText, StoredLadder, Writing};
use rustc_hash::FxHashMap;

/// The ladder between two of the texts, by their numbers from 0.
pub(super) struct PairLadder {
    pub(super) texts: (usize, usize),
    pub(super) beads: Vec<BeadRow>,
    /// Whether a person has gone through it: what it does not link is no translation.
    pub(super) reviewed: bool,
}

/// The units that follow from a document's ladders in the memory.
pub(super) fn units_of_document(writing: &Writing<'_>, document: i64) -> Result<Vec<Tu>> {
    let texts = writing.texts_of(document)?;
    let place: FxHashMap<i64, usize> = texts.iter().enumerate().map(|(n, t)| (t.id, n)).collect();
    let known: Vec<ActText> = texts
        .iter()
        .map(|text| ActText::new(&text.segments, text.name.iter().cloned().collect()))
        .collect();
    let mut ladders = Vec::new();
    for StoredLadder {
        source,
        target,
        beads,
        ..
    } in writing.ladders_of(document)?
    {
        let (Some(a), Some(b)) = (place.get(&source), place.get(&target)) else {
            continue;
        };
        ladders.push(PairLadder {
            texts: (*a, *b),
            beads,
            reviewed: writing.is_review([&known[*a], &known[*b]])?,
        });
    }
    let views: Vec<TextView<'_>> = texts.iter().map(TextView::from).collect();
    Ok(units_of_versions(&views, &ladders))
}

/// The units that follow from ladders: the connected sets of segments that reach two texts or more, each followed by the
/// beads of it that are finer, pair by pair. A text that says in one sentence what two others say in two would else
/// take their sentences from each other. Where a person left two segments without a link, no third text links them: such a
/// set is stored bead by bead.
pub(super) fn units_of_ladders(texts: &[TextView<'_>], ladders: &[PairLadder]) -> Vec<Tu> {
    let mut first = Vec::with_capacity(texts.len());
    let mut total = 0;
    for text in texts {
        first.push(total);
        total += text.segments.len();
    }
    let nodes = |text: usize, side: (usize, usize)| {
        let held = side.0..side.1.min(texts[text].segments.len());
        held.map(move |segment| (text, segment))
    };
    let mut sets = Sets::new(total);
    for PairLadder {
        texts: (a, b),
        beads,
        ..
    } in ladders
    {
        for bead in beads {
            let both = nodes(*a, bead.source).chain(nodes(*b, bead.target));
            let nodes: Vec<usize> = both.map(|(text, n)| first[text] + n).collect();
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
    let unlinked = Unlinked::new(texts, ladders);
    let apart: FxHashMap<usize, bool> = members
        .iter()
        .map(|(root, sides)| (*root, unlinked.holds(sides)))
        .collect();
    let mut finer: FxHashMap<usize, Vec<Tu>> = FxHashMap::default();
    for PairLadder {
        texts: (a, b),
        beads,
        ..
    } in ladders
    {
        for bead in beads {
            let mut sides = vec![Vec::new(); texts.len()];
            for (text, segment) in nodes(*a, bead.source).chain(nodes(*b, bead.target)) {
                sides[text].push(segment);
            }
            let Some(node) = sides[*a].first().map(|segment| first[*a] + segment) else {
                continue;
            };
            let root = sets.find(node);
            let all = &members[&root];
            if apart[&root] || all[*a] != sides[*a] || all[*b] != sides[*b] {
                let tu = unit(texts, &sides, bead.score);
                finer.entry(root).or_default().extend(tu);
            }
        }
    }
    let mut out = Vec::with_capacity(order.len());
    for root in order {
        if !apart[&root] {
            out.extend(unit(texts, &members[&root], sets.score[root]));
        }
        out.extend(finer.remove(&root).unwrap_or_default());
    }
    out
}

/// The segments that no bead of a reviewed ladder holds, for each such ladder: of both its texts.
struct Unlinked(Vec<[(usize, Vec<bool>); 2]>);

impl Unlinked {
    fn new(texts: &[TextView<'_>], ladders: &[PairLadder]) -> Self {
        let of = |ladder: &PairLadder| {
            let side = |text: usize, side: fn(&BeadRow) -> (usize, usize)| {
                let mut free = vec![true; texts[text].segments.len()];
                for (from, end) in ladder.beads.iter().map(side) {
                    free.iter_mut()
                        .take(end)
                        .skip(from)
                        .for_each(|n| *n = false);
                }
                (text, free)
            };
            [
                side(ladder.texts.0, |bead| bead.source),
                side(ladder.texts.1, |bead| bead.target),
            ]
        };
        Self(ladders.iter().filter(|l| l.reviewed).map(of).collect())
    }

    /// Whether these segments of each text hold some of both texts that a reviewed ladder left without a link.
    fn holds(&self, sides: &[Vec<usize>]) -> bool {
        self.0.iter().any(|ladder| {
            let mut texts = ladder.iter();
            texts.all(|(text, free)| sides[*text].iter().any(|segment| free[*segment]))
        })
    }
}

/// What a unit needs to know about a text.
#[derive(Clone, Copy)]
pub(super) struct TextView<'a> {
    name: Option<&'a str>,
    pub(super) lang: &'a Lang,
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
fn unit(texts: &[TextView<'_>], sides: &[Vec<usize>], score: f64) -> Option<Tu> {
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
