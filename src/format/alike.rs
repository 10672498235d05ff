//! Oddities that are like one another, told once.

use super::Oddity;
use serde::Serialize;

/// Oddities of one kind that were read all the same, once for all their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LikeRemarks {
    /// The name of the kind ([`Oddity::name`]).
    pub kind: &'static str,
    /// The first of them.
    pub reason: String,
    /// In how many places.
    pub count: u64,
    /// The first few lines, from 1.
    pub lines: Vec<usize>,
    /// There are further lines.
    #[serde(skip)]
    pub more_lines: bool,
    /// They quote other texts than the first.
    #[serde(skip)]
    pub varies: bool,
    /// What they have in common.
    #[serde(skip)]
    common: String,
}

/// More lines of one oddity are counted only.
const MOST_LINES: usize = 5;
/// More different oddities are counted as one.
const MOST_KINDS: usize = 100;
/// A reason is cut to so many code points: it may quote the file.
const LONGEST_REASON: usize = 300;

/// Counts an oddity among those that are like it.
pub(crate) fn count(
    list: &mut Vec<LikeRemarks>,
    kind: &'static str,
    line: usize,
    text: &str,
    times: u64,
) {
    let common = without_quotes(text);
    let full = list.len() >= MOST_KINDS;
    let at = list
        .iter()
        .position(|known| known.kind == kind && known.common == common);
    let at = at.or_else(|| full.then(|| list.len() - 1));
    let Some(known) = at.and_then(|at| list.get_mut(at)) else {
        let last = list.len() + 1 == MOST_KINDS;
        list.push(LikeRemarks {
            kind: if last { Oddity::Other.name() } else { kind },
            reason: if last {
                "further ones of other kinds".into()
            } else {
                cut(text)
            },
            count: times,
            lines: vec![line],
            more_lines: false,
            varies: false,
            common,
        });
        return;
    };
    known.count += times;
    known.varies |= !full && known.reason != cut(text);
    if known.lines.last() == Some(&line) {
        return;
    }
    if known.lines.len() < MOST_LINES {
        known.lines.push(line);
    } else {
        known.more_lines = true;
    }
}

fn cut(reason: &str) -> String {
    match reason.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}

/// Before a quotation that is a proposal: what is proposed for one place is not for another.
const PROPOSED: &str = "; xml:lang=";

/// A remark without what it quotes: remarks that differ only there are alike, but for what they propose.
fn without_quotes(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut escaped = false;
    let mut proposed = false;
    for c in text.chars() {
        if c == '"' && !escaped {
            quoted = !quoted;
            proposed = quoted && out.ends_with(PROPOSED);
            out.push(c);
        } else if !quoted || proposed {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}
