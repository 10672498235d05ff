//! Penalties, context and the order in which matches are shown.

use super::score::Score;
use crate::model::{Neighbour, Tu, Tuv};
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
    /// The translation was reached through a text of a third language.
    Pivot,
}

impl PenaltyKind {
    /// The points that it takes off.
    pub fn points(self) -> f64 {
        match self {
            Self::Codes | Self::Reversed => 1.0,
            Self::UnsureAlignment => 2.0,
            Self::Pivot => 3.0,
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
    /// Which of the two legs of a pivoted match it is taken off for; `None` where there is but one, and for the pivot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leg: Option<Side>,
}

/// The two legs of a pivoted match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// From the source to the pivot.
    Source,
    /// From the pivot to the target.
    Target,
}

/// One unit on the way from one language to another, as far as it takes points off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leg {
    /// Whether its source has inline codes.
    pub codes: bool,
    /// Whether it was translated from another language than that of its source.
    pub reversed: bool,
    /// Whether it comes from an alignment that is doubtful.
    pub unsure: bool,
}

impl Leg {
    /// The leg that begins at a variant of a unit.
    pub fn from(tu: &Tu, source: &Tuv) -> Self {
        Self {
            codes: source.segment.has_codes(),
            reversed: tu.is_reversed(source),
            unsure: tu.is_unsure(),
        }
    }

    fn penalties(self, leg: Option<Side>) -> impl Iterator<Item = Penalty> {
        [
            (PenaltyKind::Codes, self.codes),
            (PenaltyKind::Reversed, self.reversed),
            (PenaltyKind::UnsureAlignment, self.unsure),
        ]
        .into_iter()
        .filter(|(_, applies)| *applies)
        .map(move |(name, _)| Penalty {
            name,
            points: name.points(),
            leg,
        })
    }
}

/// What ranking needs to know about a unit.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its score before penalties.
    pub score: Score,
    /// What takes points off.
    pub leg: Leg,
    /// The segment before it in its document.
    pub before: &'a Neighbour,
    /// The segment after it in its document.
    pub after: &'a Neighbour,
    /// What stands before and after it in the other places that its file knows of.
    pub elsewhere: &'a [[Neighbour; 2]],
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
        self.scored(candidate, candidate.leg.penalties(None).collect())
    }

    /// Takes off the penalties of both legs and that of the pivot, so that it is never a full match: `candidate` is the
    /// first leg, from the query's language to the pivot.
    pub fn judge_pivoted(&self, candidate: &Candidate<'_>, second: Leg) -> Scored {
        let pivot = Penalty {
            name: PenaltyKind::Pivot,
            points: PenaltyKind::Pivot.points(),
            leg: None,
        };
        let legs = candidate.leg.penalties(Some(Side::Source));
        let legs = legs.chain(second.penalties(Some(Side::Target)));
        self.scored(candidate, legs.chain([pivot]).collect())
    }

    /// How many of the query's neighbours it has in that of its places where it has most.
    fn context(&self, candidate: &Candidate<'_>) -> u8 {
        let own = [candidate.before, candidate.after];
        let elsewhere = candidate.elsewhere.iter().map(<[_; 2]>::each_ref);
        let places = std::iter::once(own).chain(elsewhere);
        let agreeing = places.map(|[before, after]| {
            u8::from(agree(&self.before, before)) + u8::from(agree(&self.after, after))
        });
        agreeing.max().unwrap_or(0)
    }

    fn scored(&self, candidate: &Candidate<'_>, penalties: Vec<Penalty>) -> Scored {
        let off: f64 = penalties.iter().map(|p| p.points).sum();
        let value = (candidate.score.value() - off).max(0.0);
        let context = self.context(candidate);
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

    fn judge(ranking: &Ranking, unsure: bool, before: &str) -> Scored {
        ranking.judge(&Candidate {
            score: IDENTICAL,
            leg: Leg {
                unsure,
                ..Leg::default()
            },
            before: &Neighbour::Text(before.into()),
            after: &Neighbour::Border,
            elsewhere: &[],
        })
    }

    #[test]
    fn context_lifts_only_a_full_match() {
        let ranking = Ranking {
            before: Neighbour::Text("A  b".into()),
            after: Neighbour::Border,
        };
        assert_eq!(judge(&ranking, false, "A b").value, 102.0);
        assert_eq!(judge(&ranking, false, "other").value, 101.0);
        assert_eq!(judge(&Ranking::default(), false, "A b").kind, Kind::Exact);
        let unsure = judge(&ranking, true, "A b");
        assert_eq!((unsure.value, unsure.kind), (98.0, Kind::Fuzzy));
        assert_eq!(unsure.penalties[0].name, PenaltyKind::UnsureAlignment);
    }
    #[test]
    fn a_pivot_takes_points_off_for_both_legs_and_never_rises() {
        let ranking = Ranking {
            before: Neighbour::Border,
            after: Neighbour::Border,
        };
        let first = Candidate {
            score: IDENTICAL,
            leg: Leg {
                reversed: true,
                ..Leg::default()
            },
            before: &Neighbour::Border,
            after: &Neighbour::Border,
            elsewhere: &[],
        };
        let second = Leg {
            codes: true,
            reversed: true,
            unsure: true,
        };
        let scored = ranking.judge_pivoted(&first, second);
        assert_eq!((scored.value, scored.kind), (92.0, Kind::Fuzzy));
        let named: Vec<_> = scored.penalties.iter().map(|p| (p.name, p.leg)).collect();
        assert_eq!(
            named,
            [
                (PenaltyKind::Reversed, Some(Side::Source)),
                (PenaltyKind::Codes, Some(Side::Target)),
                (PenaltyKind::Reversed, Some(Side::Target)),
                (PenaltyKind::UnsureAlignment, Some(Side::Target)),
                (PenaltyKind::Pivot, None),
            ]
        );
        let sure = Candidate {
            leg: Leg::default(),
            ..first
        };
        let scored = ranking.judge_pivoted(&sure, Leg::default());
        assert_eq!((scored.value, scored.kind), (97.0, Kind::Fuzzy));
    }
}
