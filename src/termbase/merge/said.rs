//! What the entries of one import say of a concept: the sense in which they have its terms, and what is left out with them.

use crate::lang::Lang;
use crate::model::{LanguageEntry, Term, TermEntry, TermStatus};
use crate::termbase::field::Field;
use crate::text::normalized;
use std::collections::BTreeSet;

/// The texts of two entries that tell their senses: subjects, parts of speech, definitions.
fn senses<'e>(
    said: &'e TermEntry,
    entry: &'e TermEntry,
) -> impl Iterator<Item = (&'e str, &'e str)> {
    let whole = [
        (&*said.domain, &*entry.domain),
        (&*said.pos, &*entry.pos),
        (&*said.definition, &*entry.definition),
    ];
    let languages = entry.languages.iter().filter_map(|language| {
        let own = in_language(said, language)?;
        Some((&*own.definition, &*language.definition))
    });
    let told = |(a, b): &(&str, &str)| !a.is_empty() && !b.is_empty();
    whole.into_iter().chain(languages).filter(told)
}

fn is_same(a: &str, b: &str) -> bool {
    let small = |text| normalized(text).to_lowercase();
    a == b || small(a) == small(b)
}

/// Whether two entries have their terms in different senses: they name different subjects or parts of speech, or
/// have different definitions.
pub(super) fn is_another_sense(said: &TermEntry, entry: &TermEntry) -> bool {
    senses(said, entry).any(|(a, b)| !is_same(a, b))
}

/// In how many texts that tell their senses two entries are alike.
pub(super) fn alike(said: &TermEntry, entry: &TermEntry) -> usize {
    senses(said, entry).filter(|(a, b)| is_same(a, b)).count()
}

/// Adds what a further entry says of a concept of the glossary where the earlier ones say nothing.
pub(super) fn join(said: &mut TermEntry, entry: &TermEntry) {
    for (own, more) in [
        (&mut said.domain, &entry.domain),
        (&mut said.pos, &entry.pos),
        (&mut said.definition, &entry.definition),
    ] {
        if own.is_empty() {
            own.clone_from(more);
        }
    }
    for language in &entry.languages {
        let own = said.language(&language.lang);
        if own.definition.is_empty() {
            own.definition.clone_from(&language.definition);
        }
    }
    if said.flags.is_empty() {
        said.flags.clone_from(&entry.flags);
    }
}

/// Whether two entries have the same flags, in whatever order.
pub(super) fn has_flags(own: &TermEntry, entry: &TermEntry) -> bool {
    let words = |flags: &str| -> BTreeSet<String> {
        let words = flags.split_whitespace();
        words.map(str::to_ascii_lowercase).collect()
    };
    words(&own.flags) == words(&entry.flags)
}

/// What of a concept an entry may contradict: its terms that the entry has too, and its preferred ones.
pub(super) fn concerned(own: &TermEntry, entry: &TermEntry) -> TermEntry {
    let mut out = TermEntry::default();
    for language in &entry.languages {
        let own = in_language(own, language).into_iter();
        let terms = own.flat_map(|own| &own.terms).filter(|own| {
            let mut same = language.terms.iter();
            own.status == TermStatus::Preferred || same.any(|term| term.text == own.text)
        });
        out.language(&language.lang).terms = terms.cloned().collect();
    }
    out
}

/// Whether an entry whose terms a concept judges as it does adds nothing to it: no other preferred term, no text where it has none, no
/// flags.
pub(super) fn adds_nothing(own: &TermEntry, entry: &TermEntry) -> bool {
    let prefers_nothing_else = entry.languages.iter().all(|language| {
        let known = in_language(own, language);
        language.terms.iter().all(|term| {
            let mut known = known.iter().flat_map(|known| &known.terms);
            let known = known.find(|known| known.text == term.text);
            known.is_some_and(|known| known.status <= term.status)
        })
    });
    prefers_nothing_else
        && (entry.flags.is_empty() || has_flags(own, entry))
        && Field::of(entry)
            .iter()
            .all(|(field, _)| !field.text(own).is_empty())
}

/// Makes the preferred terms of a further entry admitted ones in the languages whose preferred term an earlier one said; how many of them
/// are not the preferred term of the concept.
pub(super) fn demote(
    is_preferred: &dyn Fn(&Lang) -> bool,
    entry: &mut TermEntry,
    concept: &TermEntry,
) -> usize {
    let mut others = 0;
    for language in &mut entry.languages {
        if !is_preferred(&language.lang) {
            continue;
        }
        let own = in_language(concept, language);
        for term in &mut language.terms {
            if term.status != TermStatus::Preferred {
                continue;
            }
            term.status = TermStatus::Admitted;
            let is_preferred = own.is_some_and(|own| {
                let mut terms = own.terms.iter();
                terms.any(|t| t.status == TermStatus::Preferred && t.text == term.text)
            });
            others += usize::from(!is_preferred);
        }
    }
    others
}

/// How a conflict of flags begins.
pub(super) const ITS_FLAGS: &str = "its flags are";

/// What an entry in conflict for these reasons says besides, which the concept does not have: further terms and texts.
pub(super) fn left_with(
    concept: &TermEntry,
    entry: &TermEntry,
    reasons: &[String],
) -> Option<String> {
    let mut left = Vec::new();
    for language in &entry.languages {
        let own = in_language(concept, language);
        for term in &language.terms {
            let mut known = own.iter().flat_map(|own| &own.terms);
            let forbids = |term: &Term| term.status == TermStatus::Forbidden;
            let quoted = format!("{:?}", term.text);
            let is_told = || reasons.iter().any(|reason| reason.contains(&quoted));
            let is_known = known.any(|own| own.text == term.text && forbids(own) == forbids(term));
            if !is_known && !is_told() {
                left.push(format!(
                    "{} {:?} ({})",
                    language.lang,
                    term.text,
                    term.status.name()
                ));
            }
        }
    }
    for (field, text) in Field::of(entry) {
        let own = field.text(concept);
        let lacking = match own {
            "" => text.to_owned(),
            own => field.lacking(own, text),
        };
        if !lacking.is_empty() {
            left.push(format!("{field} {lacking:?}"));
        }
    }
    let is_told = || reasons.iter().any(|reason| reason.starts_with(ITS_FLAGS));
    if !entry.flags.is_empty() && !has_flags(concept, entry) && !is_told() {
        left.push(format!("flags {:?}", entry.flags));
    }
    (!left.is_empty()).then(|| format!("not taken with it: {}", left.join(", ")))
}

fn in_language<'e>(entry: &'e TermEntry, language: &LanguageEntry) -> Option<&'e LanguageEntry> {
    let mut languages = entry.languages.iter();
    languages.find(|own| own.lang == language.lang)
}
