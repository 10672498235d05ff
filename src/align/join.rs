//! Joining the alignments of three texts into rows of three sides.
//!
//! A row is the least that no bead leaves: segments of any two texts that a bead links belong into one row, and so do
//! segments that would otherwise cross. The beads of each pair stay beside it, because they may be finer.

use super::bead::{Bead, Ladder};
use std::ops::Range;

/// A row of a table of aligned texts: one side a text, in the order of the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedRow {
    /// The segments of each text, by number from 0; an empty range where the text has none.
    pub sides: Vec<Range<usize>>,
    /// How sure the row is, 0 to 1; the least score of the beads in it, 0 where only one text has segments.
    pub score: f64,
    /// The beads that the row was joined from, pair by pair and in order; none where the row is one bead of all its sides.
    pub beads: Vec<PairBead>,
}

/// A bead between two of several texts. Both sides have segments.
#[derive(Debug, Clone, PartialEq)]
pub struct PairBead {
    /// Which texts, by number from 0, the lower one first.
    pub texts: (usize, usize),
    /// The segments of the first of them.
    pub source: Range<usize>,
    /// The segments of the second of them.
    pub target: Range<usize>,
    /// How sure it is, 0 to 1.
    pub score: f64,
}

impl AlignedRow {
    /// A row that is one bead of all its sides.
    pub fn new(sides: Vec<Range<usize>>, score: f64) -> Self {
        Self {
            sides,
            score,
            beads: Vec::new(),
        }
    }

    /// Whether it links segments of several texts.
    pub fn is_linked(&self) -> bool {
        self.sides.iter().filter(|side| !side.is_empty()).count() > 1
    }

    /// What the row links of two texts, `a` before `b`: the beads that it was joined from, or its two sides as one
    /// bead. Nothing where no bead links the two texts.
    pub fn pair(&self, a: usize, b: usize) -> Vec<PairBead> {
        if !self.beads.is_empty() {
            let of_both = self.beads.iter().filter(|bead| bead.texts == (a, b));
            return of_both.cloned().collect();
        }
        let (source, target) = (self.sides[a].clone(), self.sides[b].clone());
        let linked = !source.is_empty() && !target.is_empty();
        let bead = PairBead {
            texts: (a, b),
            source,
            target,
            score: self.score,
        };
        linked.then_some(bead).into_iter().collect()
    }

    /// Takes finer beads that lie inside it; where a pair has none of them, its sides stay one bead.
    pub fn put_finer(&mut self, finer: &[PairBead]) {
        if finer.is_empty() {
            return;
        }
        let texts = self.sides.len();
        let mut beads = Vec::new();
        for (a, b) in (0..texts).flat_map(|a| (a + 1..texts).map(move |b| (a, b))) {
            let of_both = finer.iter().filter(|bead| bead.texts == (a, b));
            let known = beads.len();
            beads.extend(of_both.cloned());
            if beads.len() == known {
                beads.extend(self.pair(a, b));
            }
        }
        self.beads = beads;
    }

    /// The beads that hold less of their two texts than the row does.
    pub fn finer(&self) -> impl Iterator<Item = &PairBead> {
        self.beads.iter().filter(|bead| {
            bead.source != self.sides[bead.texts.0] || bead.target != self.sides[bead.texts.1]
        })
    }
}

/// The rows of two texts: the beads themselves.
pub fn rows(ladder: &Ladder) -> Vec<AlignedRow> {
    let row =
        |bead: &Bead| AlignedRow::new(vec![bead.source.clone(), bead.target.clone()], bead.score);
    ladder.beads.iter().map(row).collect()
}

/// The pairs of three texts, in the order of their ladders.
pub(super) const PAIRS: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 2)];

/// Joins the ladders of text 0 with text 1, of text 0 with text 2, and of text 1 with text 2 into rows. Every segment of
/// every text is in exactly one row, rows follow the order of all texts, and every linked bead lies in one row.
pub fn join(first: &Ladder, second: &Ladder, others: &Ladder) -> Vec<AlignedRow> {
    let ladders = [first, second, others];
    let mut joining = Joining::new(ladders);
    let mut waiting = ladders.map(|ladder| ladder.linked().peekable());
    let mut out = Vec::new();
    while let Some(ends) = joining.next_row() {
        let mut beads = Vec::new();
        for (beads_of_pair, texts) in waiting.iter_mut().zip(PAIRS) {
            while let Some(bead) = beads_of_pair.next_if(|bead| bead.source.start < ends[texts.0]) {
                beads.push(PairBead {
                    texts,
                    source: bead.source.clone(),
                    target: bead.target.clone(),
                    score: bead.score,
                });
            }
        }
        let score = beads.iter().map(|bead| bead.score).reduce(f64::min);
        let sides = joining.places.iter().zip(ends);
        out.push(AlignedRow {
            sides: sides.map(|(start, end)| *start..end).collect(),
            score: score.unwrap_or(0.0),
            beads,
        });
        joining.places = ends;
    }
    out
}

/// Finds the rows one after another.
struct Joining {
    /// For each text and segment, up to where the beads that hold it reach in each text.
    reach: [Vec<[usize; 3]>; 3],
    /// Where the next row begins in each text.
    places: [usize; 3],
}

impl Joining {
    fn new(ladders: [&Ladder; 3]) -> Self {
        let mut lengths = [0; 3];
        for (ladder, (a, b)) in ladders.into_iter().zip(PAIRS) {
            if let Some(last) = ladder.beads.last() {
                lengths[a] = lengths[a].max(last.source.end);
                lengths[b] = lengths[b].max(last.target.end);
            }
        }
        let mut reach = lengths.map(|length| vec![[0; 3]; length]);
        for (ladder, (a, b)) in ladders.into_iter().zip(PAIRS) {
            for bead in ladder.linked() {
                for (text, side) in [(a, &bead.source), (b, &bead.target)] {
                    for segment in side.clone() {
                        let ends = &mut reach[text][segment];
                        ends[a] = ends[a].max(bead.source.end);
                        ends[b] = ends[b].max(bead.target.end);
                    }
                }
            }
        }
        Self {
            reach,
            places: [0; 3],
        }
    }

    /// Where the next row ends in each text: the smallest one of those that hold the next segment of some text.
    fn next_row(&self) -> Option<[usize; 3]> {
        let mut best: Option<(usize, [usize; 3])> = None;
        for text in 0..3 {
            let most = best.map_or(usize::MAX, |(size, _)| size);
            if self.places[text] < self.reach[text].len()
                && let Some(found) = self.row_with_next_of(text, most)
            {
                best = Some(found);
            }
        }
        best.map(|(_, ends)| ends)
    }

    /// The smallest row that holds the next segment of a text, with its size, if that is less than `most`. Of a bead
    /// whose other end is looked at, the beginning lies in the row too: what stands before belongs to rows before.
    fn row_with_next_of(&self, text: usize, most: usize) -> Option<(usize, [usize; 3])> {
        let mut looked_at = self.places;
        let mut ends = self.places;
        ends[text] += 1;
        let size = |ends: &[usize; 3]| -> usize {
            ends.iter()
                .zip(&self.places)
                .map(|(end, at)| end - at)
                .sum()
        };
        while let Some(text) = (0..3).find(|text| looked_at[*text] < ends[*text]) {
            let reach = self.reach[text][looked_at[text]];
            looked_at[text] += 1;
            for (end, reached) in ends.iter_mut().zip(reach) {
                *end = reached.max(*end);
            }
            if size(&ends) >= most {
                return None;
            }
        }
        Some((size(&ends), ends))
    }
}
