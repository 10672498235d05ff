//! Penalties, context and the order in which matches are shown.

use super::score::Score;
use crate::model::{Neighbour, SURE_ALIGNMENT};
use crate::text::normalize;
use serde::Serialize;

/// What a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same text between the same neighbours: 101 for one, 102 for both.
    Context,
    /// The same text: 100 after penalties.
    Exact,
    /// A similar text.
    Fuzzy,
}

/// Why points are taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PenaltyKind {
    /// The unit has inline codes that the query has not.
    Codes,
    /// The unit was translated in the other direction.
    Reversed,
    /// The unit comes from an alignment that is not sure (score under 0.9).
    UnsureAlignment,
}

impl PenaltyKind {
    /// The points that it takes off.
    pub fn points(self) -> f64 {
        match self {
            Self::Codes | Self::Reversed => 1.0,
            Self::UnsureAlignment => 2.0,
        }
    }
}

/// A penalty with its points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Penalty {
    /// Its name.
    pub name: PenaltyKind,
    /// What it takes off.
    pub points: f64,
}

/// What ranking needs to know about a unit.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its score before penalties.
    pub score: Score,
    /// Whether its source has inline codes.
    pub codes: bool,
    /// Whether its source language is another than the query's.
    pub reversed: bool,
    /// How sure its alignment is; `None` where it was not aligned.
    pub alignment: Option<f64>,
    /// The segment before it in its document.
    pub before: &'a Neighbour,
    /// The segment after it in its document.
    pub after: &'a Neighbour,
}

/// The neighbours of the query, as far as they are known.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// What stands before the query.
    pub before: Neighbour,
    /// What stands after the query.
    pub after: Neighbour,
}

/// The final score of a match.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// 0 to 102, not rounded.
    pub value: f64,
    /// What it is.
    pub kind: Kind,
    /// How many of the query's neighbours it has, 0 to 2. Among equal scores more of them come first.
    pub context: u8,
    /// What was taken off.
    pub penalties: Vec<Penalty>,
}

impl Ranking {
    /// Takes the penalties off and lets a full match rise by its context.
    pub fn judge(&self, candidate: &Candidate<'_>) -> Scored {
        let applies = [
            (PenaltyKind::Codes, candidate.codes),
            (PenaltyKind::Reversed, candidate.reversed),
            (
                PenaltyKind::UnsureAlignment,
                candidate
                    .alignment
                    .is_some_and(|sure| sure < SURE_ALIGNMENT),
            ),
        ];
        let penalties: Vec<Penalty> = applies
            .into_iter()
            .filter(|(_, applies)| *applies)
            .map(|(name, _)| Penalty {
                name,
                points: name.points(),
            })
            .collect();
        let off: f64 = penalties.iter().map(|p| p.points).sum();
        let value = (candidate.score.value() - off).max(0.0);
        let context = u8::from(agree(&self.before, candidate.before))
            + u8::from(agree(&self.after, candidate.after));
        if value < 100.0 {
            return Scored {
                value,
                kind: Kind::Fuzzy,
                context,
                penalties,
            };
        }
        Scored {
            value: value + f64::from(context),
            kind: if context > 0 {
                Kind::Context
            } else {
                Kind::Exact
            },
            context,
            penalties,
        }
    }
}

/// Whether two neighbours are known and the same.
fn agree(a: &Neighbour, b: &Neighbour) -> bool {
    match (a, b) {
        (Neighbour::Border, Neighbour::Border) => true,
        (Neighbour::Text(a), Neighbour::Text(b)) => normalize(a) == normalize(b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTICAL: Score = Score {
        cost: 0,
        weight: 20,
        identical: true,
    };

    fn judge(ranking: &Ranking, alignment: Option<f64>, before: &str) -> Scored {
        ranking.judge(&Candidate {
            score: IDENTICAL,
            codes: false,
            reversed: false,
            alignment,
            before: &Neighbour::Text(before.into()),
            after: &Neighbour::Border,
        })
    }

    #[test]
    fn context_lifts_only_a_full_match() {
        let ranking = Ranking {
            before: Neighbour::Text("A  b".into()),
            after: Neighbour::Border,
        };
        assert_eq!(judge(&ranking, None, "A b").value, 102.0);
        assert_eq!(judge(&ranking, Some(0.95), "other").value, 101.0);
        assert_eq!(judge(&Ranking::default(), None, "A b").kind, Kind::Exact);
        let unsure = judge(&ranking, Some(0.5), "A b");
        assert_eq!((unsure.value, unsure.kind), (98.0, Kind::Fuzzy));
        assert_eq!(unsure.penalties[0].name, PenaltyKind::UnsureAlignment);
    }
}
