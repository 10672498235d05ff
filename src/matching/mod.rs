//! What a good match is: the score, the context, the penalties and the order of matches.

mod adjust;
mod rank;
mod score;
mod search;

pub use adjust::{Adjusted, Exchange, adjust};
pub use rank::{Candidate, Kind, Leg, Penalty, PenaltyKind, Ranking, Scored, Side};
pub use score::{Prepared, Score, Step, costs, diff, score, score_at_least, weight_window};
pub use search::{Entry, Search};
