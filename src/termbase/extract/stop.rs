//! Words and characters that no term begins or ends with.

use crate::lang::Lang;
use rustc_hash::FxHashSet;

/// The lists of a language; empty for languages without them.
#[derive(Debug, Default)]
pub(super) struct Stop {
    /// What no term begins with.
    pub(super) start: FxHashSet<&'static str>,
    /// What no term ends with.
    pub(super) end: FxHashSet<&'static str>,
    /// Of these, what may stand inside a term.
    pub(super) connect: FxHashSet<&'static str>,
}

impl Stop {
    /// The lists of a language.
    pub(super) fn of(lang: &Lang) -> Self {
        let text = match lang.primary().as_str() {
            "en" => include_str!("stop.en.txt"),
            "az" => include_str!("stop.az.txt"),
            "zh" => include_str!("stop.zh.txt"),
            _ => return Self::default(),
        };
        let mut stop = Self::default();
        let (mut ends_apart, lines) = (false, text.lines().filter(|line| !line.starts_with('#')));
        for line in lines {
            if let Some(connect) = line.strip_prefix("connect:") {
                stop.connect.extend(connect.split_whitespace());
            } else if let Some(end) = line.strip_prefix("end:") {
                ends_apart = true;
                stop.end.extend(end.split_whitespace());
            } else {
                stop.start.extend(line.split_whitespace());
            }
        }
        if !ends_apart {
            stop.end.clone_from(&stop.start);
        }
        stop
    }
}

/// The words of a language that join others to a term and say nothing by themselves: `of` in `freedom of speech`.
pub fn joining_words(lang: &Lang) -> FxHashSet<&'static str> {
    Stop::of(lang).connect
}
