//! Suppressions: findings that are right as they stand, each with a reason, written where the text stands.
//!
//! ```text
//! karvan:ignore CODE reason            in a note of a unit
//! karvan-ignore CODE: reason           in a comment of Markdown, above the paragraph
//! karvan-ignore CODE(CONCEPT): reason  for one concept of the glossary only
//! ```

use super::{BilingualUnit, Code, Diagnostic};
use crate::model::{Annotation, Tu};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The property of a unit that holds a suppression.
pub const PROPERTY: &str = "x-karvan-ignore";

/// The words that a suppression begins with.
const MARKERS: [&str; 2] = ["karvan:ignore", "karvan-ignore"];

/// A suppression of the findings of one code. Clones share whether it was used.
#[derive(Debug, Clone)]
pub struct Suppression(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    meaning: Result<Meaning, String>,
    line: Option<usize>,
    used: AtomicBool,
}

/// What is suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meaning {
    code: Code,
    concept: Option<String>,
    reason: String,
}

/// Two are the same where they stand in the same place.
impl PartialEq for Suppression {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Suppression {}

impl Suppression {
    /// The suppressions of a note or comment: each line of it that begins with the marker. `line` is where it stands
    /// in its file, from 1, if known.
    pub fn in_note(text: &str, line: Option<usize>) -> Vec<Self> {
        text.lines()
            .enumerate()
            .filter_map(|(number, text)| {
                let line = line.map(|line| line + number);
                Some(Self::new(meaning(after_marker(text)?), line))
            })
            .collect()
    }

    /// The suppressions of a unit of a file: its notes and properties, and those of its variants.
    pub fn in_unit(tu: &Tu, line: Option<usize>) -> Vec<Self> {
        let variants = tu.variants.iter().flat_map(|tuv| &tuv.annotations);
        tu.annotations
            .iter()
            .chain(variants)
            .flat_map(|annotation| match annotation {
                Annotation::Note(note) => Self::in_note(&note.text, None),
                Annotation::Prop(prop) if prop.kind == PROPERTY => {
                    vec![Self::new(meaning(&prop.value), None)]
                }
                Annotation::Prop(_) => Vec::new(),
            })
            .map(|suppression| match Arc::try_unwrap(suppression.0) {
                Ok(inner) => Self(Arc::new(Inner { line, ..inner })),
                Err(shared) => Self(shared),
            })
            .collect()
    }

    fn new(meaning: Result<Meaning, String>, line: Option<usize>) -> Self {
        Self(Arc::new(Inner {
            meaning,
            line,
            used: AtomicBool::new(false),
        }))
    }

    /// Whether it is for this finding; it is used then.
    pub fn covers(&self, finding: &Diagnostic) -> bool {
        let covers = self.0.meaning.as_ref().is_ok_and(|meaning| {
            meaning.code == finding.code
                && (meaning.concept.is_none() || meaning.concept == finding.concept)
        });
        if covers {
            self.0.used.store(true, Ordering::Relaxed);
        }
        covers
    }

    /// What is wrong with it, after all findings of its unit were seen: it says too little, or was not used though
    /// its code was looked for.
    pub fn complaint(
        &self,
        unit: &Arc<BilingualUnit>,
        enabled: impl Fn(Code) -> bool,
    ) -> Option<Diagnostic> {
        let mut finding = match &self.0.meaning {
            Err(what) => Diagnostic::new(unit, Code::SuppressionInvalid, what.clone()),
            Ok(meaning) if !self.0.used.load(Ordering::Relaxed) && enabled(meaning.code) => {
                let concept = meaning.concept.as_deref();
                let of = concept.map_or_else(String::new, |id| format!(" of {id}"));
                Diagnostic::new(
                    unit,
                    Code::SuppressionUnused,
                    format!(
                        "there is no {}{of} here; take the suppression out",
                        meaning.code.name()
                    ),
                )
            }
            Ok(_) => return None,
        };
        finding.line = self.0.line.or(finding.line);
        Some(finding)
    }
}

/// What follows the marker of a line that begins with one.
fn after_marker(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = MARKERS.iter().find_map(|m| line.strip_prefix(m))?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

/// `CODE reason`, `CODE: reason`, `CODE(CONCEPT): reason`; or what is wrong with it.
fn meaning(text: &str) -> Result<Meaning, String> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    if name.is_empty() {
        return Err("the suppression names no code; write `karvan:ignore CODE reason`".into());
    }
    let code = code(name)?;
    let mut concept = None;
    if let Some(bracketed) = rest.strip_prefix('(') {
        let Some((id, after)) = bracketed.split_once(')') else {
            return Err("the suppression opens a bracket that it does not close".into());
        };
        concept = Some(id.trim().to_owned());
        rest = after;
    }
    let reason = rest.trim_start().trim_start_matches(':').trim();
    if reason.is_empty() {
        return Err(format!(
            "the suppression of {name} gives no reason; write why after the code"
        ));
    }
    Ok(Meaning {
        code,
        concept,
        reason: reason.to_owned(),
    })
}

/// The code with this name, or which one may be meant.
///
/// # Errors
/// The message for people.
pub(super) fn code(name: &str) -> Result<Code, String> {
    Code::named(name).ok_or_else(|| {
        let names = Code::ALL.map(Code::name);
        match crate::error::closest(name, names) {
            Some(meant) => format!("there is no code {name}; did you mean {meant}?"),
            None => format!(
                "there is no code {name}; the codes are {}",
                names.join(", ")
            ),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(note: &str) -> Vec<String> {
        Suppression::in_note(note, None)
            .iter()
            .map(|s| match &s.0.meaning {
                Ok(m) => format!(
                    "{}/{}/{}",
                    m.code.name(),
                    m.concept.as_deref().unwrap_or("-"),
                    m.reason
                ),
                Err(what) => what.clone(),
            })
            .collect()
    }

    #[test]
    fn a_note_says_what_and_why() {
        for (note, expected) in [
            (
                "karvan:ignore term-missing the headline is short on purpose",
                &["term-missing/-/the headline is short on purpose"][..],
            ),
            (
                "Checked.\nkarvan-ignore term-forbidden(T02): a quotation of 1994\n",
                &["term-forbidden/T02/a quotation of 1994"],
            ),
            ("See karvan:ignore in the manual", &[]),
            ("karvan:ignored term-missing x", &[]),
            (
                "karvan:ignore",
                &["the suppression names no code; write `karvan:ignore CODE reason`"],
            ),
            (
                "karvan:ignore term-missing:",
                &["the suppression of term-missing gives no reason; write why after the code"],
            ),
            (
                "karvan:ignore term-mising x",
                &["there is no code term-mising; did you mean term-missing?"],
            ),
            (
                "karvan:ignore term-missing(T1 x",
                &["the suppression opens a bracket that it does not close"],
            ),
        ] {
            assert_eq!(said(note), expected, "{note}");
        }
    }
}
