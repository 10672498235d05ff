//! The mark at the end of a sentence: the same kind in both languages.
//!
//! Marks are compared by what they say, not by how they look: `.` and `。` end a statement, `?` and `？` a question. A
//! statement or a question may turn into an exclamation and back, or trail off; that is style. So is the mark of a heading
//! that asks: `Why he won`, `Nə üçün qalib gəldi?`

use super::target_finding;
use crate::check::code::About;
use crate::check::{BilingualUnit, Code, Rule, Severity, Sink};
use crate::lang::Lang;
use crate::text::{fold_text, is_han};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::check) const MISSING: About = About {
    name: "end-mark-missing",
    rule: "end-mark",
    kind: "end-mark-missing",
    description: "The source ends with a mark and the translation with none.",
    help: "End the translation with the mark of the language: `.` is `。` in Chinese.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const ADDED: About = About {
    name: "end-mark-added",
    rule: "end-mark",
    kind: "end-mark-added",
    description: "The translation ends with a mark and the source with none.",
    help: "Take the mark out: a heading, a label or a cell of a table has none.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const DIFFERS: About = About {
    name: "end-mark-differs",
    rule: "end-mark",
    kind: "end-mark-differs",
    description: "The source asks a question and the translation does not, or the other way round.",
    help: "Ask where the source asks, or suppress the finding with a reason where the languages put it in different ways.",
    severity: Severity::Warning,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct EndMark;

/// The marks of a question.
const QUESTIONS: [char; 3] = ['?', '？', '؟'];

/// What the end of a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing: a heading, a name.
    Open,
    /// A statement, or what trails off.
    Closed,
    Exclaimed,
    Question,
    /// Something follows: `:`, `;`, `,`, a dash.
    GoesOn,
}

impl Rule for EndMark {
    fn codes(&self) -> &'static [Code] {
        &[
            Code::EndMarkMissing,
            Code::EndMarkAdded,
            Code::EndMarkDiffers,
        ]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let (source, target) = (ending(&unit.source), ending(&unit.target));
        let (Some(source), Some(target)) = (source, target) else {
            return;
        };
        let (from, to) = (source.end(&unit.source), target.end(&unit.target));
        let abbreviated = |text: &str, ending: &Ending, lang: &Lang| {
            ends_with_abbreviation(&text[..ending.marks.end], lang)
        };
        let code = match (from, to) {
            (End::Closed | End::Exclaimed, End::Open)
                if !abbreviated(&unit.source, &source, &unit.source_lang) =>
            {
                Code::EndMarkMissing
            }
            (End::Question, End::Open) if !asks(&unit.target, &unit.target_lang) => {
                Code::EndMarkMissing
            }
            (End::Open, End::Closed | End::Exclaimed)
                if !abbreviated(&unit.target, &target, &unit.target_lang) =>
            {
                Code::EndMarkAdded
            }
            // A question may stand inside the sentence that quotes it.
            (End::Question, End::Closed) if !unit.target.contains(QUESTIONS) => {
                Code::EndMarkDiffers
            }
            (End::Closed, End::Question) if !unit.source.contains(QUESTIONS) => {
                Code::EndMarkDiffers
            }
            (End::Open, End::Question)
                if !unit.source.contains(QUESTIONS) && !asks(&unit.source, &unit.source_lang) =>
            {
                Code::EndMarkDiffers
            }
            _ => return,
        };
        let marks = |text: &str, range: &Range<usize>| {
            let marks = text[range.clone()].trim();
            if marks.is_empty() {
                "no mark".to_owned()
            } else {
                format!("“{marks}”")
            }
        };
        let mut finding = target_finding(
            unit,
            code,
            target.shown(&unit.target),
            format!(
                "the translation ends with {}, the source with {}",
                marks(&unit.target, &target.marks),
                marks(&unit.source, &source.marks)
            ),
        );
        finding.source_span = Some(source.shown(&unit.source));
        sink.emit(finding);
    }
}

/// The end of a text.
struct Ending {
    /// The marks after the last word, without what closes a quotation or a bracket.
    marks: Range<usize>,
}

impl Ending {
    fn end(&self, text: &str) -> End {
        let marks = &text[self.marks.clone()];
        if marks.contains(QUESTIONS) {
            End::Question
        } else if marks.contains(['!', '！']) {
            End::Exclaimed
        } else if marks.contains(['.', '。', '．', '…', '｡']) {
            End::Closed
        } else if marks.is_empty() {
            End::Open
        } else {
            End::GoesOn
        }
    }

    /// The marks, or the last character where there is none.
    fn shown(&self, text: &str) -> Range<usize> {
        if self.marks.is_empty() {
            let last = text[..self.marks.start].chars().next_back();
            self.marks.start - last.map_or(0, char::len_utf8)..self.marks.start
        } else {
            self.marks.clone()
        }
    }
}

fn ending(text: &str) -> Option<Ending> {
    let is_mark = |c: char| "?？؟.。．!！…｡:：;；,，、-–—".contains(c);
    let closes = |c: char| c.is_whitespace() || "\"”“’‘'»)]）」』》】〉*_".contains(c);
    let trimmed = text.trim_end_matches(closes);
    let words = text.trim_end_matches(|c: char| is_mark(c) || closes(c));
    if words.is_empty() {
        return None;
    }
    // Marks before a closing quotation mark and after it are one end: `.”` and `”.`
    let from = words.len();
    let marks: String = text[from..].chars().filter(|c| is_mark(*c)).collect();
    let start = if marks.is_empty() {
        from
    } else {
        from + text[from..].find(is_mark)?
    };
    let end = if marks.is_empty() {
        from
    } else {
        trimmed.len().max(start)
    };
    Some(Ending { marks: start..end })
}

/// Whether a heading without a mark asks: in Chinese anywhere, elsewhere with its first word.
fn asks(text: &str, lang: &Lang) -> bool {
    const ENGLISH: [&str; 8] = [
        "why", "how", "what", "who", "where", "when", "which", "whose",
    ];
    const AZERBAIJANI: [&str; 9] = [
        "niyə", "nə", "necə", "kim", "kimin", "harada", "hara", "hansı", "neçə",
    ];
    const CHINESE: [&str; 9] = [
        "为什么",
        "為什麼",
        "为何",
        "為何",
        "凭什么",
        "如何",
        "怎么",
        "怎麼",
        "怎样",
    ];
    let words: &[&str] = match lang.primary().as_str() {
        "en" => &ENGLISH,
        "az" => &AZERBAIJANI,
        "zh" => return CHINESE.iter().any(|word| text.contains(word)),
        _ => return false,
    };
    let text = fold_text(text, lang);
    let mut all = text.split(|c: char| !c.is_alphanumeric());
    all.find(|word| !word.is_empty())
        .is_some_and(|first| words.contains(&first))
}

/// Whether the point at the end belongs to an abbreviation: `U.S.`, `Inc.`, `Jr.`, `və s.`
fn ends_with_abbreviation(text: &str, lang: &Lang) -> bool {
    let Some(before) = text.strip_suffix('.') else {
        return false;
    };
    let word = before
        .rsplit(|c: char| c.is_whitespace() || is_han(c))
        .next()
        .unwrap_or_default();
    let short = word.chars().filter(|c| c.is_alphabetic()).count();
    let known = [
        "inc", "ltd", "co", "corp", "jr", "sr", "etc", "no", "st", "mr", "mrs", "dr", "a.m", "p.m",
        "min", "mln", "mlrd",
    ];
    short == 1 && !lang.is_chinese()
        || word.contains('.')
        || known.contains(&word.to_ascii_lowercase().as_str())
}
