//! The data categories of TBX: what a glossary makes of each where it stands.

use super::meaning::yes_or_no;
use super::{AS_NOTE, ReadTerms, picklist};
use crate::format::tmx::proposal;
use crate::lang::Lang;
use crate::model::{TermEntry, TermStatus};

/// The beginning of the kinds that are karvan's own.
pub const OWN: &str = "x-karvan-";

/// A term under construction.
#[derive(Debug, Default)]
pub(super) struct ReadTerm {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) status: Option<TermStatus>,
    pub(super) notes: Vec<String>,
    /// Whether it is short for something.
    pub(super) is_short: bool,
    /// Whether it is said to be what others are short for.
    pub(super) is_full: bool,
    /// Whether a status was said that is not known.
    pub(super) is_doubtful: bool,
}

/// A language of an entry under construction.
#[derive(Debug, Default)]
pub(super) struct ReadLanguage {
    pub(super) lang: Option<Lang>,
    /// The line on which it begins.
    pub(super) line: usize,
    /// What the file says of the language where it is none.
    pub(super) tag: Option<String>,
    pub(super) definition: Vec<String>,
    pub(super) notes: Vec<String>,
    /// What is said of the status of all its terms.
    pub(super) statuses: Vec<String>,
    pub(super) terms: Vec<ReadTerm>,
}

/// Takes what is said of the whole entry; false where a glossary has no place for it.
pub(super) fn in_entry(
    entry: &mut TermEntry,
    notes: &mut Vec<String>,
    kind: &str,
    text: &str,
) -> bool {
    if let Some(own) = kind.strip_prefix(OWN) {
        match own {
            "id" => entry.id = Some(text.to_owned()),
            "pos" => text.clone_into(&mut entry.pos),
            "flags" => text.clone_into(&mut entry.flags),
            "status" => text.clone_into(&mut entry.status),
            column => entry.other.push((column.to_owned(), text.to_owned())),
        }
        return true;
    }
    match kind {
        "note" => {
            // Version 3 has no place for what is karvan's own but a note.
            match text.strip_prefix(OWN).and_then(|own| own.split_once(": ")) {
                Some((own, value)) => return in_entry(entry, notes, &format!("{OWN}{own}"), value),
                None => notes.push(text.to_owned()),
            }
            true
        }
        "subjectField" | "conceptDomain" => fill(&mut entry.domain, text),
        "definition" => fill(&mut entry.definition, text),
        "source" => fill(&mut entry.source, text),
        _ => false,
    }
}

/// Takes what is said of a language.
pub(super) fn in_language(language: &mut ReadLanguage, kind: &str, text: &str) -> bool {
    match kind {
        "definition" => language.definition.push(text.to_owned()),
        "note" => language.notes.push(text.to_owned()),
        _ => return false,
    }
    true
}

/// Whether an element is called as a data category that a glossary has a place for, or as a status.
pub(super) fn is_category(local: &str) -> bool {
    let named = [
        "definition",
        "subjectField",
        "conceptDomain",
        "source",
        "partOfSpeech",
        "termType",
    ];
    named.contains(&local) || picklist::is_status_kind(local)
}

/// Whether the status that is said is none: `forbidden` and `preferred` of Phrase say no, or the work has come so far.
pub(super) fn says_nothing(kind: &str, text: &str) -> bool {
    if picklist::is_process_kind(kind) {
        return picklist::status(text).status != TermStatus::Forbidden;
    }
    flag(kind).is_some() && yes_or_no(text) == Some(false)
}

/// The word that says the status: the kind itself where the text is yes.
pub(super) fn status_word<'a>(kind: &'a str, text: &'a str) -> &'a str {
    match (flag(kind), yes_or_no(text)) {
        (Some(word), Some(true)) => word,
        _ => text,
    }
}

/// The status of a kind that says yes or no: `forbidden` of Phrase, and `x-forbidden` of others.
fn flag(kind: &str) -> Option<&'static str> {
    let small = kind.to_ascii_lowercase();
    let small = small.strip_prefix("x-").unwrap_or(&small);
    ["forbidden", "preferred"]
        .into_iter()
        .find(|word| *word == small)
}

/// Takes the status of a term, counts what it says beyond the three that a glossary has, and tells of what is not known.
pub(super) fn in_status(
    out: &mut ReadTerms,
    language: &mut ReadLanguage,
    line: usize,
    kind: &str,
    text: &str,
) {
    let text = status_word(kind, text);
    let Some(term) = language.terms.last_mut() else {
        return;
    };
    let said = picklist::status(text);
    let status = said.status;
    if said.keeps {
        // It is about the whole concept, which the entry will tell when it is complete.
        language.statuses.push(text.to_owned());
        return;
    }
    if !said.is_known {
        out.unknown_status(line, kind, text, status, AS_NOTE);
        term.notes.push(format!("{kind} {text:?}"));
        if status != TermStatus::Forbidden {
            term.is_doubtful = true;
            return;
        }
    } else if !said.is_plain {
        out.leave_out(format!("{kind} {text:?}, read as {}", status.name()));
    }
    if term.status.is_some_and(|known| known != status) {
        out.leave_out("second statuses of a term, of which the stricter one holds");
    }
    // What one authority rejects is not admitted because another one does.
    term.status = Some(term.status.map_or(status, |known| known.max(status)));
}

/// Takes what is said of a term. A part of speech belongs to the concept of a glossary.
pub(super) fn in_term(
    entry: &mut TermEntry,
    language: &mut ReadLanguage,
    kind: &str,
    text: &str,
) -> bool {
    let Some(term) = language.terms.last_mut() else {
        return false;
    };
    match kind {
        "term" => text.clone_into(&mut term.text),
        "note" => term.notes.push(text.to_owned()),
        "definition" => language.definition.push(text.to_owned()),
        "partOfSpeech" => return fill(&mut entry.pos, &picklist::pos(text)),
        "termType" if matches!(text, "abbreviation" | "acronym") => {
            term.is_short = true;
        }
        "termType" if text == "fullForm" => term.is_full = true,
        // The ordinary case says nothing.
        "termType" => return text == "entryTerm",
        _ => return false,
    }
    true
}

/// Takes the kinds of terms of an entry: it is an abbreviation where all are, for a part of speech belongs to the whole concept. Else
/// what is short, and what it is short for, is told.
pub(super) fn take_kinds(out: &mut ReadTerms, entry: &mut TermEntry, languages: &[ReadLanguage]) {
    let terms = || languages.iter().flat_map(|language| &language.terms);
    let short = terms().filter(|term| term.is_short).count();
    if short > 0 && (short < terms().count() || !fill(&mut entry.pos, "abbreviation")) {
        let full = terms().filter(|term| term.is_full).count();
        for _ in 0..short + full {
            out.leave_out("termType");
        }
    }
}

/// Why a language of an entry is left out, with a code that may be meant and that no other language of the entry has.
pub(super) fn without_language(
    entry: &TermEntry,
    language: &ReadLanguage,
    known: &[Lang],
) -> String {
    let tag = language.tag.as_deref();
    let text: Vec<&str> = language.terms.iter().map(|term| &*term.text).collect();
    let proposed = proposal::language(tag, &text.join(" ")).filter(|code| {
        let code = Lang::stored(code);
        !known.iter().any(|known| proposal::is_taken(&code, known))
    });
    let proposed = proposed.map_or_else(String::new, |code| format!("; {code:?} may be meant"));
    let id = match &entry.id {
        Some(id) => format!("the entry {id}"),
        None => "an entry without id".to_owned(),
    };
    match tag {
        Some(tag) => {
            format!(
                "{id}: the language {tag:?} is no language tag; its terms are left out{proposed}"
            )
        }
        None => format!("{id}: a language has no xml:lang; its terms are left out{proposed}"),
    }
}

/// Fills an empty cell; false where something else stands in it.
pub(super) fn fill(cell: &mut String, text: &str) -> bool {
    if cell.is_empty() {
        text.clone_into(cell);
    }
    cell == text
}

pub(super) fn join_to(cell: &mut String, texts: &[String]) {
    for text in texts {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(text);
    }
}
