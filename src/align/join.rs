//! Joining the alignments of three texts into rows of three sides.
//!
//! Segments of any two texts that a bead links belong into one row; so do segments that would otherwise cross.

use super::bead::Ladder;
use std::ops::Range;

/// A row of a table of aligned texts: one side a text, in the order of the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedRow {
    /// The segments of each text, by number from 0; an empty range where the text has none.
    pub sides: Vec<Range<usize>>,
    /// How sure the row is, 0 to 1; the least score of the beads in it, 0 where only one text has segments.
    pub score: f64,
}

/// The rows of two texts: the beads themselves.
pub fn rows(ladder: &Ladder) -> Vec<AlignedRow> {
    let row = |bead: &super::Bead| AlignedRow {
        sides: vec![bead.source.clone(), bead.target.clone()],
        score: bead.score,
    };
    ladder.beads.iter().map(row).collect()
}

/// Joins the ladders of text 0 with text 1 and of text 0 with text 2 into rows. Every segment of every text is in
/// exactly one row, rows follow the order of all texts. What only text 1 or 2 has is joined by their own ladder
/// `others` (text 1 with text 2) where both stand at the same place between the segments of text 0.
pub fn join(first: &Ladder, second: &Ladder, others: &Ladder) -> Vec<AlignedRow> {
    let mut out = Vec::new();
    let (mut a, mut b) = (
        first.beads.iter().peekable(),
        second.beads.iter().peekable(),
    );
    let mut places = [0, 0, 0];
    loop {
        let mut row = Growing::at(places);
        // What the other texts have alone at this place.
        while let Some(bead) = a.next_if(|bead| bead.source.is_empty()) {
            row.take(1, bead.target.end, None);
        }
        while let Some(bead) = b.next_if(|bead| bead.source.is_empty()) {
            row.take(2, bead.target.end, None);
        }
        out.extend(row.alone(others));
        places = row.ends;
        let mut row = Growing::at(places);
        let (Some(_), Some(_)) = (a.peek(), b.peek()) else {
            break;
        };
        // Both ladders go on until they stand at the same segment of text 0.
        let (mut at_first, mut at_second) = (places[0], places[0]);
        loop {
            let behind_first = at_first <= at_second;
            let (ladder, text) = if behind_first {
                (&mut a, 1)
            } else {
                (&mut b, 2)
            };
            let Some(bead) = ladder.next() else {
                break;
            };
            row.take(0, bead.source.end.max(row.ends[0]), None);
            row.take(
                text,
                bead.target.end,
                bead.is_linked().then_some(bead.score),
            );
            if behind_first {
                at_first = bead.source.end.max(at_first);
            } else {
                at_second = bead.source.end.max(at_second);
            }
            if at_first == at_second && at_first > places[0] {
                break;
            }
        }
        places = row.ends;
        out.push(row.finish());
    }
    out
}

/// A row that grows from the place where the one before it ended.
struct Growing {
    starts: [usize; 3],
    ends: [usize; 3],
    score: Option<f64>,
}

impl Growing {
    fn at(places: [usize; 3]) -> Self {
        Self {
            starts: places,
            ends: places,
            score: None,
        }
    }

    fn take(&mut self, text: usize, end: usize, score: Option<f64>) {
        self.ends[text] = end;
        if let Some(score) = score {
            self.score = Some(self.score.map_or(score, |least| least.min(score)));
        }
    }

    fn finish(self) -> AlignedRow {
        AlignedRow {
            sides: (0..3)
                .map(|text| self.starts[text]..self.ends[text])
                .collect(),
            score: self.score.unwrap_or(0.0),
        }
    }

    /// Rows for what only the texts 1 and 2 have: by their own beads that lie inside, else each segment alone.
    fn alone(&self, others: &Ladder) -> Vec<AlignedRow> {
        let mut out = Vec::new();
        let place = self.starts[0]..self.starts[0];
        let mut at = [self.starts[1], self.starts[2]];
        let single = |at: &mut [usize; 2], text: usize, until: usize, out: &mut Vec<AlignedRow>| {
            while at[text] < until {
                let mut sides = vec![place.clone(), at[0]..at[0], at[1]..at[1]];
                sides[text + 1].end += 1;
                at[text] += 1;
                out.push(AlignedRow { sides, score: 0.0 });
            }
        };
        let inside = others.linked().filter(|bead| {
            bead.source.start >= self.starts[1]
                && bead.source.end <= self.ends[1]
                && bead.target.start >= self.starts[2]
                && bead.target.end <= self.ends[2]
        });
        for bead in inside {
            single(&mut at, 0, bead.source.start, &mut out);
            single(&mut at, 1, bead.target.start, &mut out);
            out.push(AlignedRow {
                sides: vec![
                    self.starts[0]..self.starts[0],
                    bead.source.clone(),
                    bead.target.clone(),
                ],
                score: bead.score,
            });
            at = [bead.source.end, bead.target.end];
        }
        single(&mut at, 0, self.ends[1], &mut out);
        single(&mut at, 1, self.ends[2], &mut out);
        out
    }
}
