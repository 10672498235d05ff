//! The words that other programs have for a term's status and part of speech.
//!
//! Status: `administrativeStatus` and `normativeAuthorization` of ISO 30042, and what people write in tables.

use crate::model::TermStatus;

/// The status that a word of a file means.
pub(super) fn status(word: &str) -> Option<TermStatus> {
    let small = word.trim().to_ascii_lowercase();
    let small = small.strip_suffix("-admn-sts").unwrap_or(&small);
    Some(match small {
        "preferredterm" | "preferred" | "standardizedterm" | "standardized" | "recommended"
        | "recommendedterm" => TermStatus::Preferred,
        "admittedterm" | "admitted" | "legalterm" | "regulatedterm" | "allowed" | "approved" => {
            TermStatus::Admitted
        }
        "deprecatedterm" | "deprecated" | "supersededterm" | "superseded" | "forbidden"
        | "prohibited" | "notrecommended" | "not recommended" | "obsolete" | "blacklisted" => {
            TermStatus::Forbidden
        }
        _ => return None,
    })
}

/// Whether a word says no more than the status that it means: not why, or by whom.
pub(super) fn is_plain(word: &str) -> bool {
    let small = word.trim().to_ascii_lowercase();
    let small = small.strip_suffix("-admn-sts").unwrap_or(&small);
    matches!(
        small,
        "preferredterm"
            | "preferred"
            | "admittedterm"
            | "admitted"
            | "deprecatedterm"
            | "deprecated"
            | "forbidden"
    )
}

/// The value of `administrativeStatus` for a status.
pub(super) fn administrative_status(status: TermStatus) -> &'static str {
    match status {
        TermStatus::Preferred => "preferredTerm-admn-sts",
        TermStatus::Admitted => "admittedTerm-admn-sts",
        TermStatus::Forbidden => "deprecatedTerm-admn-sts",
    }
}

/// The value of `partOfSpeech` for a part of speech of the glossary, if there is one that means just that.
pub(super) fn part_of_speech(pos: &str) -> Option<&'static str> {
    Some(match pos {
        "noun" => "noun",
        "verb" => "verb",
        "adjective" => "adjective",
        "adverb" => "adverb",
        "proper noun" => "properNoun",
        "other" => "other",
        _ => return None,
    })
}

/// The glossary's word for a value of `partOfSpeech`.
pub(super) fn pos(value: &str) -> String {
    match value.to_ascii_lowercase().as_str() {
        "propernoun" => "proper noun".into(),
        known if part_of_speech(known).is_some() || known == "abbreviation" => known.into(),
        _ => value.into(),
    }
}
