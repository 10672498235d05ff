//! The texts of a concept by their columns, and what of another text stands in one.

use crate::lang::Lang;
use crate::model::TermEntry;
use crate::text::normalized;
use rustc_hash::FxHashSet;

/// No text is so many times as long as another way to write it.
const ALIKE: usize = 8;

/// So many parts of a text are looked for one by one.
const FEW_PARTS: usize = 8;

/// A text of a concept, by its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Domain,
    Pos,
    Definition,
    Note,
    Source,
    Status,
    DefinitionIn(Lang),
    NoteIn(Lang),
    /// A further column of the glossary.
    Further(String),
}

impl Field {
    /// What is said of a concept in several places is one text, each part of it once: notes and statuses.
    pub(super) fn is_joined(&self) -> bool {
        matches!(self, Self::Note | Self::Status | Self::NoteIn(_))
    }

    /// The texts that an entry has.
    pub(super) fn of(entry: &TermEntry) -> Vec<(Self, &str)> {
        let whole = [
            (Self::Domain, &entry.domain),
            (Self::Pos, &entry.pos),
            (Self::Definition, &entry.definition),
            (Self::Note, &entry.note),
            (Self::Source, &entry.source),
            (Self::Status, &entry.status),
        ];
        let languages = entry.languages.iter().flat_map(|language| {
            let lang = &language.lang;
            [
                (Self::DefinitionIn(lang.clone()), &language.definition),
                (Self::NoteIn(lang.clone()), &language.note),
            ]
        });
        let other = entry.other.iter();
        let other = other.map(|(name, value)| (Self::Further(name.clone()), value));
        let all = whole.into_iter().chain(languages).chain(other);
        let filled = all.filter(|(_, text)| !text.is_empty());
        filled.map(|(field, text)| (field, text.as_str())).collect()
    }

    /// The text that an entry has here, or an empty one.
    pub(super) fn text<'e>(&self, entry: &'e TermEntry) -> &'e str {
        let language = |lang: &Lang| entry.languages.iter().find(|own| own.lang == *lang);
        match self {
            Self::Domain => &entry.domain,
            Self::Pos => &entry.pos,
            Self::Definition => &entry.definition,
            Self::Note => &entry.note,
            Self::Source => &entry.source,
            Self::Status => &entry.status,
            Self::DefinitionIn(lang) => language(lang).map_or("", |own| &own.definition),
            Self::NoteIn(lang) => language(lang).map_or("", |own| &own.note),
            Self::Further(name) => {
                let mut other = entry.other.iter();
                other
                    .find(|(own, _)| own == name)
                    .map_or("", |(_, text)| text)
            }
        }
    }

    /// The cell for the text of an entry, made where it has none.
    pub(super) fn cell<'e>(&self, entry: &'e mut TermEntry) -> &'e mut String {
        match self {
            Self::Domain => &mut entry.domain,
            Self::Pos => &mut entry.pos,
            Self::Definition => &mut entry.definition,
            Self::Note => &mut entry.note,
            Self::Source => &mut entry.source,
            Self::Status => &mut entry.status,
            Self::DefinitionIn(lang) => &mut entry.language(lang).definition,
            Self::NoteIn(lang) => &mut entry.language(lang).note,
            Self::Further(name) => {
                let place = entry.other.iter().position(|(own, _)| own == name);
                let place = place.unwrap_or_else(|| {
                    entry.other.push((name.clone(), String::new()));
                    entry.other.len() - 1
                });
                &mut entry.other[place].1
            }
        }
    }

    /// What of a text does not stand in a cell that has another one, which stays.
    pub(super) fn lacking(&self, own: &str, text: &str) -> String {
        // A note that was joined from thousands is not looked through for each of them.
        let is_near = own.len() / ALIKE <= text.len() && text.len() / ALIKE <= own.len();
        let is_same = || own == text || is_near && normalized(own) == normalized(text);
        if own.is_empty() || is_same() {
            return String::new();
        }
        if !self.is_joined() {
            return text.to_owned();
        }
        let parts = |text| str::split(text, "; ").map(str::trim);
        let is_long = text.matches("; ").nth(FEW_PARTS).is_some();
        // Most are nowhere in a long cell.
        let is_known = |part| own.contains(part) && parts(own).any(|own| own == part);
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        if is_long {
            seen.extend(parts(own));
        }
        let mut more: Vec<&str> = Vec::new();
        for part in parts(text).filter(|part| !part.is_empty()) {
            if (is_long || !is_known(part)) && seen.insert(part) {
                more.push(part);
            }
        }
        more.join("; ")
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Domain => f.write_str("domain"),
            Self::Pos => f.write_str("pos"),
            Self::Definition => f.write_str("definition"),
            Self::Note => f.write_str("note"),
            Self::Source => f.write_str("source"),
            Self::Status => f.write_str("status"),
            Self::DefinitionIn(lang) => write!(f, "{lang}_definition"),
            Self::NoteIn(lang) => write!(f, "{lang}_note"),
            Self::Further(name) => f.write_str(name),
        }
    }
}
