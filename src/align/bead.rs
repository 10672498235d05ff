//! What an alignment is: beads in a row.

use std::ops::Range;

/// An n:m link: some segments of the source and the segments of the target that translate them. An empty side
/// means that the other has no counterpart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// The source segments, by number from 0.
    pub source: Range<usize>,
    /// The target segments, by number from 0.
    pub target: Range<usize>,
    /// How sure it is, 0 to 1; 0 for a bead with an empty side.
    pub score: f64,
}

impl Bead {
    /// Whether it links segments of both sides.
    pub fn is_linked(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

/// The alignment of two texts: beads in the order of both texts that hold every segment exactly once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ladder {
    /// The beads. Each begins on both sides where the one before it ended.
    pub beads: Vec<Bead>,
}

impl Ladder {
    /// The beads that link both sides.
    pub fn linked(&self) -> impl Iterator<Item = &Bead> {
        self.beads.iter().filter(|bead| bead.is_linked())
    }

    /// The mean score of the linked beads; 0 without any.
    pub fn mean_score(&self) -> f64 {
        mean(self.linked().map(|bead| bead.score))
    }

    /// The same alignment seen from the other text.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let turn = |bead: &Bead| Bead {
            source: bead.target.clone(),
            target: bead.source.clone(),
            score: bead.score,
        };
        Self {
            beads: self.beads.iter().map(turn).collect(),
        }
    }
}

/// The mean of scores; 0 without any.
pub(super) fn mean(scores: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = scores.fold((0_usize, 0.0), |(count, sum), score| {
        (count + 1, sum + score)
    });
    sum / count.max(1) as f64
}
